import { CheckField, LinesField, TextField, trimList } from '../../parts/fields.js';
import { AddSite } from './add-site.js';
import { CompanyCard } from './company.js';
import { DeleteSite } from './delete-site.js';
import { SettingsCard } from './settings-card.js';
import type { SiteSettings } from './site-settings.js';
import { type Changes, type Draft, useSettings } from './use-settings.js';

/** What the site is called, and how its days, money and people are counted. */
export const General = ({ site }: { site: SiteSettings }) => (
  <>
    <SiteCard site={site} />
    <PeopleCard site={site} />
    <HiddenCard site={site} />
    <LeftOutCard site={site} />
    <CompanyCard />
    <AddSite />
    <DeleteSite site={site} />
  </>
);

const SiteCard = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site);
  const { settings, change, problemOf } = draft;
  return (
    <SettingsCard
      id="site"
      title={`Site ${site.key}`}
      draft={draft}
      fields={['name', 'timeZone', 'currency']}
    >
      <TextField
        label="Name"
        value={settings.name}
        problem={problemOf('name')}
        change={(name) => change({ name })}
      />
      <TextField
        label="Time zone"
        hint="Days, weeks and months of reports use this time zone."
        value={settings.timeZone}
        list={Intl.supportedValuesOf('timeZone')}
        problem={problemOf('timeZone')}
        change={(timeZone) => change({ timeZone })}
      />
      <TextField
        label="Currency"
        hint="Three letters, such as USD. Revenue in other currencies is shown separately, never added."
        value={settings.currency}
        problem={problemOf('currency')}
        change={(currency) => change({ currency: currency.trim().toUpperCase() })}
      />
    </SettingsCard>
  );
};

const PEOPLE = [
  ['foldEmails', 'Jane@Example.com is jane@example.com', 'Ignore case in e-mail addresses.'],
  [
    'anonymousShape',
    'Kissmetrics visitor ids are anonymous',
    'Treat 28 base64 characters as an anonymous visitor.',
  ],
  [
    'linkNamed',
    'Aliases may join two named identities',
    'Off: an alias only joins an anonymous and a named identity.',
  ],
  [
    'linkUnproven',
    'Aliases of two named identities count without a server key',
    'Off: such an alias waits in Health until you approve it, unless it comes from your own server or is signed by it. On: it counts at once, and anyone who reads the public key in your pages can merge two of your people. Turn it on only while you migrate.',
  ],
] as const;

const PeopleCard = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site);
  return (
    <SettingsCard id="people" title="Identity merging" draft={draft} fields={[]}>
      {PEOPLE.map(([name, label, hint]) => (
        <Check key={name} draft={draft} name={name} label={label} hint={hint} />
      ))}
    </SettingsCard>
  );
};

const Check = ({
  draft: { settings, change },
  name,
  label,
  hint,
}: {
  draft: Draft;
  name:
    | 'foldEmails'
    | 'anonymousShape'
    | 'linkNamed'
    | 'linkUnproven'
    | 'leaveOutBots'
    | 'leaveOutHeadless';
  label: string;
  hint: string;
}) => (
  <CheckField
    label={label}
    hint={hint}
    checked={settings[name]}
    change={(checked) => change({ [name]: checked })}
  />
);

const encodeChanges = (changes: Changes): Changes => ({
  ...changes,
  ...(changes.internalAddresses && { internalAddresses: trimList(changes.internalAddresses) }),
});

const HiddenCard = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site);
  const { settings, change, problemOf } = draft;
  return (
    <SettingsCard
      id="hidden-people"
      title="Identities"
      draft={draft}
      fields={['personalProperties']}
    >
      <CheckField
        label="Hide identities from viewers"
        hint="Viewers see pseudonyms in lists, timelines, Live, CSV and exports, and cannot search by names. Analysts and admins see everything."
        checked={settings.hideIdentities}
        change={(hideIdentities) => change({ hideIdentities })}
      />
      <LinesField
        label="Properties that identify people"
        hint="Beside Name, Email, Phone, Address and the like, one per line. Their values are hidden, too; so is every e-mail address."
        lines={settings.personalProperties}
        problem={problemOf('personalProperties')}
        change={(lines) => change({ personalProperties: trimList(lines) })}
      />
    </SettingsCard>
  );
};

const LeftOutCard = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site, encodeChanges);
  const { settings, change, problemOf } = draft;
  return (
    <SettingsCard
      id="left-out"
      title="Excluded traffic"
      draft={draft}
      fields={['internalAddresses']}
    >
      <Check
        draft={draft}
        name="leaveOutBots"
        label="Crawlers"
        hint="Recognized by their user agent. Their hits are kept and counted in Health."
      />
      <Check
        draft={draft}
        name="leaveOutHeadless"
        label="Automated browsers"
        hint="Used by tests and some crawlers."
      />
      <LinesField
        label="Your own addresses"
        hint="IP addresses or ranges of your offices, such as 203.0.113.0/24, one per line."
        lines={settings.internalAddresses}
        problem={problemOf('internalAddresses')}
        change={(internalAddresses) => change({ internalAddresses })}
      />
    </SettingsCard>
  );
};
