import {
  CheckField,
  CountField,
  LinesField,
  SelectField,
  TextField,
  toList,
} from '../../parts/fields.js';
import { Rules } from './rules.js';
import { SettingsCard } from './settings-card.js';
import {
  CLIENT_DEFAULTS,
  readClient,
  type SiteSettings,
  TRACKERS,
  withClient,
} from './site-settings.js';
import { type Changes, type Draft, useSettings } from './use-settings.js';

interface Select {
  /** Of the client's setting. */
  name: string;
  label: string;
  hint?: string;
  options: [value: string, title: string][];
}

const PAGE_SELECTS: Select[] = [
  {
    name: 'spa',
    label: 'Pages that change without loading',
    options: [
      ['false', 'are one page view'],
      ['true', 'are page views by their address'],
      ['hash', 'are page views by what follows #'],
    ],
  },
  {
    name: 'cleanUrl',
    label: 'Identities in addresses',
    options: [
      ['identity', 'are taken out of the address bar'],
      ['true', 'and all tracking parameters are taken out'],
      ['false', 'stay'],
    ],
  },
];

const CONSENT_SELECTS: Select[] = [
  {
    name: 'consent',
    label: 'Before somebody agrees',
    hint: 'Kept in memory: no cookie, no storage and no request until the page calls optIn.',
    options: [
      ['granted', 'hits are sent'],
      ['required', 'hits are kept in memory'],
    ],
  },
  {
    name: 'persistence',
    label: 'Visitors are remembered',
    options: [
      ['cookie', 'by cookies and storage'],
      ['memory', 'not at all'],
    ],
  },
];

/** What pages record by themselves, whom they ask, and which pages may send. */
export const Tracking = ({ site }: { site: SiteSettings }) => {
  // One draft: all of these are parts of one setting of the site.
  const draft = useSettings(site);
  return (
    <>
      <SettingsCard
        id="trackers"
        title="Recorded by itself"
        draft={draft}
        fields={['client.rules', 'client.ignoredReferrers']}
      >
        {TRACKERS.map(([name, title, hint]) => (
          <ClientCheck key={name} draft={draft} name={name} label={title} hint={hint} />
        ))}
        <ClientSelects draft={draft} selects={PAGE_SELECTS} />
        <IgnoredReferrers draft={draft} />
      </SettingsCard>
      <SettingsCard id="consent" title="Consent" draft={draft} fields={['client.rules']}>
        <ClientSelects draft={draft} selects={CONSENT_SELECTS} />
        <ClientCheck
          draft={draft}
          name="respectGpc"
          label="Global Privacy Control counts as a no"
        />
        <ClientCheck draft={draft} name="respectDnt" label="Do Not Track counts as a no" />
      </SettingsCard>
      <Rules draft={draft} />
      <SendingCard site={site} />
    </>
  );
};

const IgnoredReferrers = ({ draft: { settings, change, problemOf } }: { draft: Draft }) => {
  const { ignoredReferrers, ...others } = settings.client;
  return (
    <LinesField
      label="Hosts that are never a referrer"
      hint="Where people pay or sign in and come back from, such as bank.example.com, one a line. Empty: the usual ones, such as paypal.com. Hosts of your own site never are."
      lines={(ignoredReferrers ?? []) as string[]}
      problem={problemOf('client.ignoredReferrers')}
      change={(lines) => {
        const hosts = toList(lines);
        change({ client: hosts.length ? { ...others, ignoredReferrers: hosts } : others });
      }}
    />
  );
};

const ClientCheck = ({
  draft: { settings, change },
  name,
  ...words
}: {
  draft: Draft;
  name: string;
  label: string;
  hint?: string;
}) => (
  <CheckField
    {...words}
    checked={(settings.client[name] ?? CLIENT_DEFAULTS[name]) === true}
    change={(checked) => change({ client: withClient(settings.client, name, checked) })}
  />
);

const ClientSelects = ({
  draft: { settings, change },
  selects,
}: {
  draft: Draft;
  selects: Select[];
}) => (
  <>
    {selects.map(({ name, ...words }) => (
      <SelectField
        key={name}
        {...words}
        value={readClient(settings.client, name)}
        change={(value) => change({ client: withClient(settings.client, name, value) })}
      />
    ))}
  </>
);

const toSent = ({
  address,
  cookieDomain,
  allowedOrigins,
  names,
  ...changes
}: Changes): Changes => ({
  ...changes,
  ...(address !== undefined && { address: address?.trim() || null }),
  ...(cookieDomain !== undefined && { cookieDomain: cookieDomain?.trim() || null }),
  ...(allowedOrigins && { allowedOrigins: toList(allowedOrigins) }),
  ...(names && { names: toList(names) }),
});

const SendingCard = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site, toSent);
  const { settings, change, problemOf } = draft;
  return (
    <SettingsCard
      id="sending"
      title="Pages and scripts"
      draft={draft}
      fields={['address', 'allowedOrigins', 'cookieDomain', 'names', 'hitsPerSecond']}
    >
      <LinesField
        label="Allowed origins"
        hint="Such as https://www.example.com, one a line. Without any, every page may send."
        lines={settings.allowedOrigins}
        problem={problemOf('allowedOrigins')}
        change={(allowedOrigins) => change({ allowedOrigins })}
      />
      <CheckField
        label="Servers need a server key"
        hint="On: a hit that does not say which page it comes from counts only with a server key or an API token. Turn it on once your servers send one. Browsers of before 2023 that are told to hide their page are refused, too."
        checked={settings.requireServerKey}
        change={(requireServerKey) => change({ requireServerKey })}
      />
      <TextField
        label="Address that pages use"
        hint="Where your own host passes tracking on, such as https://shop.example.com/t/. Empty: the collector’s."
        value={settings.address ?? ''}
        problem={problemOf('address')}
        change={(address) => change({ address })}
      />
      <TextField
        label="Cookie domain"
        hint="Such as .example.com. Empty: the widest that the browser accepts."
        value={settings.cookieDomain ?? ''}
        problem={problemOf('cookieDomain')}
        change={(cookieDomain) => change({ cookieDomain })}
      />
      <LinesField
        label="Script names"
        hint={`Other names of ${settings.key}.2.js, such as stats.js, one a line: filter lists match names.`}
        lines={settings.names}
        problem={problemOf('names')}
        change={(names) => change({ names })}
      />
      <CountField
        label="Hits per second"
        hint="More are told to come again later. Empty: no limit."
        value={settings.hitsPerSecond}
        problem={problemOf('hitsPerSecond')}
        change={(hitsPerSecond) => change({ hitsPerSecond })}
      />
    </SettingsCard>
  );
};
