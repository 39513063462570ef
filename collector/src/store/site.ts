import { Type } from 'typebox';
import type { MeaningSettings } from '../ingest/record.js';

/** Settings of the browser client that a site's script starts with; names and meaning are the client's. */
export type ClientSettings = Record<string, boolean | number | string>;

/** One site: its key, and everything that is set for it. */
export interface Site extends MeaningSettings {
  key: string;
  name: string;
  /** IANA name, as Europe/Berlin: the days of reports. */
  timeZone: string;
  /** ISO 4217 code of its revenue. */
  currency: string;
  /** Origins whose pages may send hits; empty: all. */
  allowedOrigins: string[];
  /** Domain of the identity cookies where only the server can know it (`i.js`), or null. */
  cookieDomain: string | null;
  client: ClientSettings;
  /** ISO 8601. */
  created: string;
}

/** Site keys are part of addresses and of file names. */
export const KEY_PATTERN = '^[A-Za-z0-9_-]{1,64}$';

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // Intl has no other way to ask.
    return false;
  }
};

/** What can be set of a site. `client` holds what the client's own settings table names. */
export const SiteSettings = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    timeZone: Type.Refine(
      Type.String({ maxLength: 64 }),
      isTimeZone,
      () => 'must be the name of a time zone, as Europe/Berlin',
    ),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    allowedOrigins: Type.Array(Type.String({ pattern: '^https?://[^/?#\\s]+$' }), {
      maxItems: 100,
    }),
    cookieDomain: Type.Union([
      Type.String({ pattern: '^\\.?[a-z0-9-]+(\\.[a-z0-9-]+)+$' }),
      Type.Null(),
    ]),
    foldEmails: Type.Boolean(),
    anonymousShape: Type.Boolean(),
    linkNamed: Type.Boolean(),
    client: Type.Record(
      Type.String({ pattern: '^[a-z][A-Za-z]{0,63}$' }),
      Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 1024 })]),
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

/** The settings that change what hits mean; they go into the log, too. */
export const MEANING_SETTINGS = ['foldEmails', 'anonymousShape', 'linkNamed'] as const;

/** A site as it is before anything is set. */
export const toNewSite = (key: string, name: string, created: string): Site => ({
  key,
  name,
  timeZone: 'UTC',
  currency: 'USD',
  allowedOrigins: [],
  cookieDomain: null,
  foldEmails: true,
  anonymousShape: true,
  linkNamed: true,
  client: {},
  created,
});
