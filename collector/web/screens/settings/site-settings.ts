/** Tracking without code: what to record, on which pages, when. */
export interface Rule {
  on: 'view' | 'click' | 'submit';
  url: string;
  target?: string;
  name: string;
  props?: Record<string, string | number | boolean>;
}

export type ClientSettings = Record<
  string,
  boolean | number | string | Rule[] | string[] | undefined
>;

/** Everything that is set for a site, as the API has it. */
export interface SiteSettings {
  key: string;
  name: string;
  timeZone: string;
  currency: string;
  /** Where pages load script and endpoint from, null: from the collector. */
  address: string | null;
  allowedOrigins: string[];
  requireServerKey: boolean;
  cookieDomain: string | null;
  names: string[];
  hitsPerSecond: number | null;
  /** How long hits are kept, null: for ever. */
  retentionDays: number | null;
  /** Viewers see pseudonyms. */
  hideIdentities: boolean;
  personalProperties: string[];
  /** How long the audit trail is kept, null: for ever. */
  trailDays: number | null;
  leaveOutBots: boolean;
  leaveOutHeadless: boolean;
  internalAddresses: string[];
  foldEmails: boolean;
  anonymousShape: boolean;
  linkNamed: boolean;
  linkUnproven: boolean;
  foldNames: boolean;
  client: ClientSettings;
}

/** What the browser records by itself. */
export const TRACKERS: readonly [name: string, title: string, hint: string][] = [
  ['pageViews', 'Page views', '“Page View” with the address, the referrer and the title.'],
  ['visits', 'Visits', '“Visited Site” at the start of each visit.'],
  ['referrer', 'Referrers', 'Where the first visit came from.'],
  ['searchEngines', 'Search engines', '“Search Engine Hit” for visitors from a search engine.'],
  ['campaigns', 'Campaigns', '“Ad Campaign Hit” for addresses with utm_ parameters.'],
  ['returning', 'Returning visitors', 'Whether a visitor was here before.'],
  ['urlApi', 'Events in addresses', 'Hits in the parameters of an address (kme, km_…).'],
  ['formFields', 'Form fields', 'The fields of a tracked form, except secrets.'],
];

/** What the client does where nobody says anything. */
export const CLIENT_DEFAULTS: Record<string, boolean | number | string> = {
  ...Object.fromEntries(TRACKERS.map(([name]) => [name, true])),
  spa: 'false',
  cleanUrl: 'identity',
  consent: 'granted',
  persistence: 'cookie',
  respectGpc: false,
  respectDnt: false,
};

/** Settings that are a word or a truth value are both chosen from a list of words. */
const parseValue = (word: string): boolean | string =>
  word === 'true' ? true : word === 'false' ? false : word;

/** The client's settings with one changed; what is as ever is not said. */
export const withClient = (
  client: ClientSettings,
  name: string,
  value: boolean | number | string,
): ClientSettings => {
  const { [name]: _before, ...others } = client;
  if (value === CLIENT_DEFAULTS[name]) return others;
  return { ...others, [name]: typeof value === 'string' ? parseValue(value) : value };
};

/** What a setting of the client is now, as a word. */
export const readClient = (client: ClientSettings, name: string): string =>
  `${client[name] ?? CLIENT_DEFAULTS[name] ?? ''}`;

/** `Plan = Pro`, one per line. */
export const formatPropertyLines = (props: Rule['props'] = {}): string[] =>
  Object.entries(props).map(([name, value]) => `${name} = ${value}`);

/** Lines of properties; one without a name is left out. */
export const readPropertyLines = (lines: string[]): NonNullable<Rule['props']> =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const [name = '', ...value] = line.split('=');
      return name.trim() ? [[name.trim(), value.join('=').trim()]] : [];
    }),
  );
