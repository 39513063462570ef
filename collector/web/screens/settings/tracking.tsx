import {
  CheckField,
  CountField,
  LinesField,
  SelectField,
  TextField,
  trimList,
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
    label: 'Single-page apps',
    options: [
      ['false', 'count one page view'],
      ['true', 'count a page view per route'],
      ['hash', 'count a page view per #hash'],
    ],
  },
  {
    name: 'cleanUrl',
    label: 'Identities in addresses',
    options: [
      ['identity', 'are removed from the address bar'],
      ['true', 'are removed with all tracking parameters'],
      ['false', 'stay'],
    ],
  },
];

const CONSENT_SELECTS: Select[] = [
  {
    name: 'consent',
    label: 'Before consent',
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
        title="Automatic tracking"
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
          label="Global Privacy Control is treated as opt-out"
        />
        <ClientCheck draft={draft} name="respectDnt" label="Do Not Track is treated as opt-out" />
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
      label="Ignored referrers"
      hint="Hosts where people pay or sign in, such as bank.example.com, one per line. Empty: the usual ones, such as paypal.com. Your own hosts never count as referrers."
      lines={(ignoredReferrers ?? []) as string[]}
      problem={problemOf('client.ignoredReferrers')}
      change={(lines) => {
        const hosts = trimList(lines);
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

const encodeSettings = ({
  address,
  cookieDomain,
  allowedOrigins,
  names,
  ...changes
}: Changes): Changes => ({
  ...changes,
  ...(address !== undefined && { address: address?.trim() || null }),
  ...(cookieDomain !== undefined && { cookieDomain: cookieDomain?.trim() || null }),
  ...(allowedOrigins && { allowedOrigins: trimList(allowedOrigins) }),
  ...(names && { names: trimList(names) }),
});

const SendingCard = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site, encodeSettings);
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
        hint="Such as https://www.example.com, one per line. Empty: any page can send hits."
        lines={settings.allowedOrigins}
        problem={problemOf('allowedOrigins')}
        change={(allowedOrigins) => change({ allowedOrigins })}
      />
      <CheckField
        label="Servers need a server key"
        hint="On: a hit without an origin is accepted only with a server key or an API token. Turn it on once your servers send one. It also rejects browsers from before 2023 that hide the origin."
        checked={settings.requireServerKey}
        change={(requireServerKey) => change({ requireServerKey })}
      />
      <TextField
        label="Address that pages use"
        hint="A proxy on your own host, such as https://shop.example.com/t/. Empty: the collector’s."
        value={settings.address ?? ''}
        problem={problemOf('address')}
        change={(address) => change({ address })}
      />
      <TextField
        label="Cookie domain"
        hint="Such as .example.com. Empty: the widest domain the browser accepts."
        value={settings.cookieDomain ?? ''}
        problem={problemOf('cookieDomain')}
        change={(cookieDomain) => change({ cookieDomain })}
      />
      <LinesField
        label="Script names"
        hint={`Other names of ${settings.key}.2.js, such as stats.js, one per line. Ad blockers match file names.`}
        lines={settings.names}
        problem={problemOf('names')}
        change={(names) => change({ names })}
      />
      <CountField
        label="Hits per second"
        hint="Hits above the limit are asked to retry later. Empty: no limit."
        value={settings.hitsPerSecond}
        problem={problemOf('hitsPerSecond')}
        change={(hitsPerSecond) => change({ hitsPerSecond })}
      />
    </SettingsCard>
  );
};
