import { warn } from '../browser/report.js';
import type { Hit } from '../wire/hit.js';

/** What the core can be told. Features add their own. */
export interface CoreSettings {
  /** Site key. */
  key: string;
  /** Where hits go, a folder; default: where the script came from. */
  endpoint: string;
  /** Milliseconds that hits wait for company. */
  flushAfter: number;
  /** Most hits that wait on this device. */
  maxHits: number;
  /** Most bytes that wait on this device. */
  maxBytes: number;
  /** Domain of our cookies; default: the widest that accepts one. */
  cookieDomain: string;
  /** `memory`: no cookie and no storage at all. */
  persistence: 'cookie' | 'memory';
  /** Global Privacy Control counts as opted out. */
  respectGpc: boolean;
  /** Do Not Track counts as opted out. */
  respectDnt: boolean;
  /** `required`: nothing is kept or sent until `optIn`. */
  consent: 'granted' | 'required';
  /** Sees each hit before it is stored; may change it, or drop it with null. */
  beforeSend: (hit: Hit) => Hit | null | undefined;
  /** Applied to each recorded address and referrer. */
  redactUrl: (url: string) => string;
}

export type Settings = CoreSettings & Record<string, unknown>;

/** Settings that know more, or other, values than those of their default's type. */
export type Choices = Record<string, { includes(value: unknown): boolean }>;

const asItIs = <T>(value: T): T => value;

export const createSettings = (): Settings => ({
  key: '',
  endpoint: '',
  flushAfter: 1000,
  maxHits: 5000,
  maxBytes: 1_000_000,
  cookieDomain: '',
  persistence: 'cookie',
  respectGpc: false,
  respectDnt: false,
  consent: 'granted',
  beforeSend: asItIs,
  redactUrl: asItIs,
});

export const CORE_CHOICES: Choices = {
  persistence: ['cookie', 'memory'],
  consent: ['granted', 'required'],
};

/** Takes over what fits; the rest is named in the console and its default stays. */
export const applySettings = (settings: Settings, given: unknown, choices: Choices): void => {
  for (const [name, value] of Object.entries(Object(given)))
    if (
      choices[name]?.includes(value) ??
      (typeof settings[name] === typeof value && (typeof value !== 'number' || value >= 0))
    )
      settings[name] = value;
    else if (value !== undefined) warn('no such setting', name, value);
};
