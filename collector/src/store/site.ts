import { NAME_LENGTH, VALUE_LENGTH } from 'kmq/wire';
import { type Static, Type } from 'typebox';
import { parseAddressRange } from '../ingest/admission/addresses.js';
import type { LeftOut } from '../ingest/admission/robots.js';
import type { MeaningSettings } from '../ingest/record.js';
import { createLabel } from './label.js';

/** An event that pages record without code (C36). */
const Rule = Type.Object(
  {
    on: Type.Union([Type.Literal('view'), Type.Literal('click'), Type.Literal('submit')]),
    /** Pages, as a pattern of the client's. */
    url: Type.String({ minLength: 1, maxLength: 1024 }),
    /** A selector, for clicks and submits. */
    target: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
    name: Type.String({ minLength: 1, maxLength: NAME_LENGTH }),
    props: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1, maxLength: NAME_LENGTH }),
        Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: VALUE_LENGTH })]),
      ),
    ),
  },
  { additionalProperties: false },
);

/** Settings of the browser client that a site's script starts with; names and meaning are the client's. */
export type ClientSettings = Record<
  string,
  boolean | number | string | Static<typeof Rule>[] | string[]
>;

/** One site: its key, and everything that is set for it. */
export interface Site extends MeaningSettings, LeftOut {
  key: string;
  /** Display name. */
  name: string;
  /** IANA name, such as Europe/Berlin, for the days in reports. */
  timeZone: string;
  /** ISO 4217 code of its revenue. */
  currency: string;
  /** Origins whose pages can send hits; empty: all. */
  allowedOrigins: string[];
  /** Requests without an origin are accepted only with a server key or a token of the `write` scope. */
  requireServerKey: boolean;
  /** Domain of the identity cookies that `i.js` sets, or null. */
  cookieDomain: string | null;
  /** Additional names of its script, such as `app.js`; the snippet uses the first. */
  names: string[];
  /**
   * The URL from which pages load the script and to which they send hits, if their own site serves it:
   * `https://shop.example.com/t/`, or `/t/` for any host; null: the collector's own URL.
   */
  address: string | null;
  /** Names of events and properties are not case-sensitive. */
  foldNames: boolean;
  /** Maximum hits per second, averaged over ten seconds; null: no limit. */
  hitsPerSecond: number | null;
  /** Days after which hits are removed permanently, at the latest a week later; null: never. */
  retentionDays: number | null;
  /** Viewers see pseudonyms instead of identities. */
  hideIdentities: boolean;
  /** Additional names of properties that identify people. */
  personalProperties: string[];
  /** Days after which entries of its audit trail are removed; null: never. */
  trailDays: number | null;
  /** Settings of the client, for all of its pages. */
  client: ClientSettings;
  /** ISO 8601. */
  created: string;
}

/** Site keys are part of addresses and of file names. */
export const KEY_PATTERN = '^[A-Za-z0-9_-]{1,64}$';

// Error messages quote the descriptions.
const ORIGIN = 'an origin without a trailing slash, such as https://www.example.com';
const Origin = Type.Refine(
  Type.String({ pattern: '^https?://[^/?#\\s]+$', description: ORIGIN }),
  (text) => URL.canParse(text),
  () => `must be ${ORIGIN}`,
);

const CookieDomain = Type.String({
  pattern: '^\\.?[a-z0-9-]+(\\.[a-z0-9-]+)+$',
  description: 'a domain, such as .example.com',
});

/** A host, and the names below it. */
const Host = Type.String({
  pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$',
  maxLength: 253,
  description: 'a lowercase host, such as paypal.com',
});

/** One name at the root, as filter lists do not know it: no folder, no hidden file. */
const ScriptName = Type.String({
  pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\\.js$',
  description: 'a file name, such as stats.js',
});

/** A folder below an address or of the page's own host. */
const Address = Type.String({
  pattern: '^(https?://[^/?#\\s]+)?/([^/?#\\s]+/)*$',
  maxLength: 255,
  description: 'a folder with a trailing slash, such as https://shop.example.com/t/ or /t/',
});

/** Names at the root that are taken: those of every site, and the client without settings. */
const isReserved = (name: string): boolean =>
  /^(i|kmq|kmq-lite|kmq-debug)\.js$|^[A-Za-z0-9_-]{1,64}\.(2|[0-9a-f]{16})\.js$/.test(name);

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // Intl has no other way to ask.
    return false;
  }
};

/** A browser may repeat a hit for 30 days: one that is gone by then would come back. */
export const RetentionDays = Type.Integer({ minimum: 32, maximum: 36_500 });

/** What can be set of a site. `client` holds what the client's own settings table names. */
export const SiteSettings = Type.Object(
  {
    name: createLabel(),
    timeZone: Type.Refine(
      Type.String({ maxLength: 64 }),
      isTimeZone,
      () => 'must be the name of a time zone, such as Europe/Berlin',
    ),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      description: 'three capital letters, such as USD',
    }),
    allowedOrigins: Type.Array(Origin, { maxItems: 100 }),
    requireServerKey: Type.Boolean(),
    cookieDomain: Type.Union([CookieDomain, Type.Null()]),
    names: Type.Array(
      Type.Refine(
        ScriptName,
        (name) => !isReserved(name),
        () => 'is reserved by the collector; choose another name',
      ),
      { maxItems: 20, uniqueItems: true },
    ),
    address: Type.Union([Address, Type.Null()]),
    hitsPerSecond: Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()]),
    retentionDays: Type.Union([RetentionDays, Type.Null()]),
    hideIdentities: Type.Boolean(),
    personalProperties: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
      maxItems: 100,
    }),
    trailDays: Type.Union([Type.Integer({ minimum: 30, maximum: 36_500 }), Type.Null()]),
    leaveOutBots: Type.Boolean(),
    leaveOutHeadless: Type.Boolean(),
    internalAddresses: Type.Array(
      Type.Refine(
        Type.String({ maxLength: 100 }),
        (text) => parseAddressRange(text) !== undefined,
        () => 'must be an IP address or a range, such as 203.0.113.7 or 2001:db8::/64',
      ),
      { maxItems: 1000 },
    ),
    foldEmails: Type.Boolean(),
    anonymousShape: Type.Boolean(),
    linkNamed: Type.Boolean(),
    linkUnproven: Type.Boolean(),
    foldNames: Type.Boolean(),
    client: Type.Unsafe<ClientSettings>(
      Type.Object(
        {
          rules: Type.Optional(Type.Array(Rule, { maxItems: 200 })),
          ignoredReferrers: Type.Optional(Type.Array(Host, { maxItems: 200 })),
        },
        {
          propertyNames: Type.String({ pattern: '^[a-z][A-Za-z]{0,63}$' }),
          additionalProperties: Type.Union([
            Type.Boolean(),
            Type.Number(),
            Type.String({ maxLength: 1024 }),
          ]),
        },
      ),
    ),
  },
  { additionalProperties: false },
);

/** The settings that change what hits mean; they go into the log, too. */
export const MEANING_SETTINGS = [
  'foldEmails',
  'anonymousShape',
  'linkNamed',
  'linkUnproven',
] as const;

/** A site as it is before anything is set. */
export const createSite = (key: string, name: string, created: string): Site => ({
  key,
  name,
  timeZone: 'UTC',
  currency: 'USD',
  allowedOrigins: [],
  requireServerKey: false,
  cookieDomain: null,
  names: [],
  address: null,
  hitsPerSecond: null,
  retentionDays: null,
  hideIdentities: false,
  personalProperties: [],
  trailDays: null,
  leaveOutBots: true,
  leaveOutHeadless: false,
  internalAddresses: [],
  foldEmails: true,
  anonymousShape: true,
  linkNamed: true,
  linkUnproven: false,
  foldNames: false,
  client: {},
  created,
});
