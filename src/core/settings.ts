import { warn } from '../browser/report.js';
import type { Hit } from '../wire/hit.js';

/** What the core can be told. Features add their own. */
export interface CoreSettings {
  /** Site key. */
  key: string;
  /** The URL of the folder to send hits to; default: the folder of the script. */
  endpoint: string;
  /** Milliseconds to collect hits before they are sent. */
  flushAfter: number;
  /** Maximum number of hits waiting on this device. */
  maxHits: number;
  /** Maximum bytes of hits waiting on this device. */
  maxBytes: number;
  /** Domain of the cookies; default: the widest that the browser accepts. */
  cookieDomain: string;
  /** `memory`: no cookie and no storage at all. */
  persistence: 'cookie' | 'memory';
  /** Global Privacy Control is treated as opt-out. */
  respectGpc: boolean;
  /** Do Not Track is treated as opt-out. */
  respectDnt: boolean;
  /** `required`: nothing is stored or sent before `optIn`. */
  consent: 'granted' | 'required';
  /** Receives each hit before it is stored; can change it, or drop it by returning null. */
  beforeSend: (hit: Hit) => Hit | null | undefined;
  /** Applied to each recorded address and referrer. */
  redactUrl: (url: string) => string;
}

export type Settings = CoreSettings & Record<string, unknown>;

/** The values that a setting may have, where the type of its default does not say it; the first is the default. */
export interface Choice {
  readonly 0: unknown;
  includes(value: never): boolean;
}

/** Settings by name: what each is by default, or its choice. */
export type Known = Record<string, unknown>;

const asItIs = <T>(value: T): T => value;

export const CORE_SETTINGS: Known = {
  key: '',
  endpoint: '',
  flushAfter: 1000,
  maxHits: 5000,
  maxBytes: 1_000_000,
  cookieDomain: '',
  persistence: ['cookie', 'memory'],
  respectGpc: false,
  respectDnt: false,
  consent: ['granted', 'required'],
  beforeSend: asItIs,
  redactUrl: asItIs,
};

const isChoice = (known: unknown): known is Choice => typeof known === 'object';

/** Makes settings; tells them, what declares more of them, and what changes them. */
export const createSettings = (): [
  settings: Settings,
  declare: (more: Known) => void,
  apply: (given: unknown) => void,
] => {
  const settings: Known = {};
  const known: Known = Object.create(null);
  return [
    settings as Settings,
    (more) => {
      for (const [name, value] of Object.entries(more)) {
        known[name] = value;
        settings[name] = isChoice(value) ? value[0] : value;
      }
    },
    (given) => {
      for (const [name, value] of Object.entries(Object(given))) {
        const own = known[name];
        const isFit = isChoice(own)
          ? own.includes(value as never)
          : typeof own === typeof value && (typeof value !== 'number' || value >= 0);
        if (isFit) settings[name] = value;
        else if (value !== undefined) warn('unknown setting', name, value);
      }
    },
  ];
};
