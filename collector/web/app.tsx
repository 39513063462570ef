import { useEffect, useState } from 'preact/hooks';
import { isDemoSite } from '../src/store/demo-sites.js';
import { watchSignedOut } from './api/request.js';
import type { Company, Site } from './api/types.js';
import { useAnswer } from './api/use-answer.js';
import { Frame } from './frame/frame.js';
import { keepLastSite, readLastSite } from './last-site.js';
import { PAGES } from './pages.js';
import { ProblemNote } from './parts/problem-note.js';
import { Screen } from './parts/screen.js';
import { go, usePlace, watchLinks } from './router.js';
import { BASE, formatHref, parseRoute } from './routes.js';
import { Account } from './screens/account/account.js';
import { AddSite } from './screens/settings/add-site.js';
import { Setup } from './screens/setup/setup.js';
import { Shared } from './screens/shared/shared.js';
import { Join } from './screens/sign-in/join.js';
import { SignIn } from './screens/sign-in/sign-in.js';
import { Team } from './screens/team/team.js';
import { Trail } from './screens/trail/trail.js';
import { type Session, SessionContext, useSession } from './session.js';
import { CompanyContext, ReloadContext, SiteContext, useCompany } from './site-context.js';

/** Pages of no site; no key of a site begins with `~`. */
const OWN_PAGES = { '~account': Account, '~team': Team, '~trail': Trail } as const;

/** Addresses of reports that are shared by a link. */
const SHARED = `${BASE}~shared/`;

/** The app: an invitation, a shared report, or whoever is signed in. */
export const App = () => {
  useEffect(watchLinks, []);
  const { pathname } = usePlace();
  if (pathname === `${BASE}~join`) return <Join />;
  if (pathname.startsWith(SHARED)) return <Shared id={pathname.slice(SHARED.length)} />;
  return <SignedIn />;
};

/** Signed in or not, then the site and the page that the address names. */
const SignedIn = () => {
  const place = usePlace();
  const { value, problem, slow, retry } = useAnswer<{ sites: Site[] }>('/api/sites');
  const company = useAnswer<Company>('/api/company');
  const session = useAnswer<Session>('/api/session');
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => watchSignedOut(() => setSignedOut(true)), []);

  if (signedOut) return <SignIn why={place.searchParams.get('sign-in')} />;
  if (problem) {
    return (
      <main class="lone">
        <ProblemNote problem={problem} retry={retry} />
      </main>
    );
  }
  const isWaiting = [company, session].some(({ value, problem }) => !value && !problem);
  if (!value || isWaiting) return slow ? <p class="lone">Loading…</p> : null;
  const reload = () => {
    retry();
    company.retry();
  };
  return (
    <ReloadContext.Provider value={reload}>
      <CompanyContext.Provider value={company.value ?? UNKNOWN}>
        <SessionContext.Provider value={session.value}>
          <Start sites={value.sites} place={place} />
        </SessionContext.Provider>
      </CompanyContext.Provider>
    </ReloadContext.Provider>
  );
};

/** Where nobody could say: the app works without. */
const UNKNOWN: Company = { name: null, setUp: true };

/** The first steps, where they are asked for or still to be done, or a page of a site. */
const Start = ({ sites, place }: { sites: Site[]; place: URL }) => {
  const company = useCompany();
  // What the first steps change is an owner's to change.
  const mayChange = useSession()?.owner !== false;
  const isBare = place.pathname === BASE && mayChange;
  return isBare && (place.searchParams.has('setup') || !company.setUp) ? (
    <Setup sites={sites} query={place.searchParams} />
  ) : (
    <SitePage sites={sites} place={place} />
  );
};

/** The site that a visit begins with: one of one's own, where there is one. */
const findFirst = (sites: Site[]): Site | undefined =>
  sites.find(({ key }) => !isDemoSite(key)) ?? sites[0];

const SitePage = ({ sites, place }: { sites: Site[]; place: URL }) => {
  const { site: key, page: name, rest } = parseRoute(place.pathname);
  const last = readLastSite();
  const first = sites.find(({ key }) => key === last) ?? findFirst(sites);
  const page = PAGES.find((page) => page.name === name);
  const start = PAGES[0]?.name ?? '';
  const Own = Object.hasOwn(OWN_PAGES, key) ? OWN_PAGES[key as keyof typeof OWN_PAGES] : null;

  // The bare address, or a site's, leads to a page; back must not lead to it again.
  useEffect(() => {
    if (!key && first) go(formatHref(first.key, start), { replace: true });
    else if (key && !name && !Own) go(formatHref(key, start), { replace: true });
  }, [key, name, first, start, Own]);

  // Pages of no site keep the site that was open, so that its pages stay at hand.
  const site = Own ? first : sites.find((site) => site.key === key);
  const opened = site?.key;
  useEffect(() => {
    if (opened) keepLastSite(opened);
  }, [opened]);
  const View = (rest.length > 0 && page?.detail) || page?.screen;
  return (
    <SiteContext.Provider value={site ?? { key: '', name: '' }}>
      <Frame sites={sites} page={name}>
        {Own ? (
          <Own sites={sites} query={place.searchParams} />
        ) : !first ? (
          <NoSites />
        ) : !site ? (
          key && <Missing what={`There is no site with the key “${key}”.`} site={first} />
        ) : View ? (
          <View key={`${site.key}/${name}`} rest={rest} query={place.searchParams} />
        ) : (
          name && <Missing what={`There is no page called “${name}”.`} site={site} />
        )}
      </Frame>
    </SiteContext.Provider>
  );
};

const Missing = ({ what, site }: { what: string; site: Site }) => (
  <Screen title="Page not found">
    <p class="card">
      {what} <a href={formatHref(site.key, 'live')}>Go to {site.name}</a>
    </p>
  </Screen>
);

const NoSites = () => {
  const session = useSession();
  if (session && !session.owner)
    return (
      <Screen title="No sites yet">
        <p class="card">
          You have no role at any site yet. Ask an owner of this collector for one.
        </p>
      </Screen>
    );
  return (
    <Screen title="No sites yet">
      <div class="card">
        <p>A site has its own key, settings and people.</p>
      </div>
      <AddSite />
    </Screen>
  );
};
