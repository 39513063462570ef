import { useEffect, useState } from 'preact/hooks';
import { formatSitePath } from '../../api/request.js';
import type { PersonPage } from '../../api/types.js';
import { type Pages, usePages } from '../../api/use-pages.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Recalculating } from '../../parts/recalculating.js';
import { Screen } from '../../parts/screen.js';
import { go } from '../../router.js';
import { formatHref } from '../../routes.js';
import { Only } from '../../session.js';
import { useSite } from '../../site-context.js';
import { formatPersonName } from '../../text/person-name.js';
import { ErasePerson } from './erase-person.js';
import { Facts } from './facts.js';
import { Identities } from './identities.js';
import { Links } from './links.js';
import { Lists } from './lists.js';
import { PropertyTable } from './property-table.js';
import { TimelineCard } from './timeline-card.js';
import './person.css';

/** Reports follow the log; a person seen a moment ago may need a few of these. */
const RETRY_MILLISECONDS = 1_000;
const RETRIES = 5;

/** Tries again while a person found by an identity is still on the way into the reports. */
const usePatience = ({ problem, retry }: Pages<PersonPage>, finding: boolean): boolean => {
  const [tries, setTries] = useState(0);
  const waiting = finding && problem?.status === 404 && tries < RETRIES;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => {
      setTries(tries + 1);
      retry();
    }, RETRY_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [waiting, tries, retry]);
  return waiting || (finding && tries > 0 && tries < RETRIES);
};

/** One person: who, what they are worth, and everything they did. */
export const PersonScreen = ({ rest, query }: { rest: string[]; query: URLSearchParams }) => {
  const site = useSite();
  const [id = ''] = rest;
  const finding = id === 'find';
  const identity = query.get('identity') ?? '';
  const pages = usePages<PersonPage>(
    finding
      ? formatSitePath(site.key, 'people/find', { identity })
      : formatSitePath(site.key, `people/${encodeURIComponent(id)}`),
  );
  const waiting = usePatience(pages, finding);
  const { value, problem, retry, loading } = pages;

  // The address that lasts is the person's own; older ids lead to it, too.
  const found = value?.id;
  useEffect(() => {
    if (found && !loading && found !== id)
      go(formatHref(site.key, 'people', found), { replace: true });
  }, [found, loading, id, site.key]);

  const title = value ? formatPersonName(value) : 'Person';
  return (
    <Screen
      title={title}
      site={site.name}
      aside={<a href={formatHref(site.key, 'people')}>All people</a>}
    >
      {waiting && !value && (
        <p class="card" role="status">
          The hit is stored; reports follow in a moment.
        </p>
      )}
      {problem && !waiting && <ProblemNote problem={problem} retry={retry} />}
      {value && <PersonCards page={value} pages={pages} event={query.get('event') ?? ''} />}
    </Screen>
  );
};

const PersonCards = ({
  page,
  pages,
  event,
}: {
  page: PersonPage;
  pages: Pages<PersonPage>;
  event: string;
}) => {
  const timeline = [page, ...pages.later].flatMap(({ timeline }) => timeline);
  return (
    <>
      <Recalculating answer={page} />
      <Facts person={page} />
      <div class="person-columns">
        <TimelineCard
          timeline={timeline}
          identities={page.identities}
          event={event}
          more={pages.more}
          problem={pages.moreProblem}
        />
        <div class="person-side">
          <Identities identities={page.identities} />
          <Only least="analyst">
            <Lists person={page} />
          </Only>
          <Links links={page.links ?? []} reload={pages.retry} />
          <PropertyTable properties={page.properties} timeline={timeline} />
          <Only least="admin">
            {page.identities[0] && <ErasePerson identity={page.identities[0].identity} />}
          </Only>
        </div>
      </div>
    </>
  );
};
