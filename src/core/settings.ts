import { warn } from '../browser/report.js';
import type { Hit } from '../wire/hit.js';

/** What the core can be told. Features add their own. */
export interface CoreSettings {
  /** Site key. */
  key: string;
  /** Where hits go, ending in a slash; default: where the script came from. */
  endpoint: string;
  /** Default: `kissmetrics` for hosts of that name, else `batch`. */
  protocol: '' | 'batch' | 'kissmetrics';
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

/** Names → default. A list holds the values that are allowed, its first is the default. */
export type SettingRules = Record<string, unknown>;

const asItIs = (value: unknown) => value;

export const CORE_SETTINGS: SettingRules = {
  key: '',
  endpoint: '',
  protocol: ['', 'batch', 'kissmetrics'],
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

const isList = (rule: unknown): rule is unknown[] => Array.isArray(rule) && rule.length > 0;

/** The defaults of some rules. */
export const toDefaults = (rules: SettingRules): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, isList(rule) ? rule[0] : rule]),
  );

/** Takes over what fits; the rest is named in the console and its default stays. */
export const applySettings = (
  settings: Record<string, unknown>,
  given: object,
  rules: SettingRules,
): void => {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.keys(rules).includes(name) ? rules[name] : undefined;
    const fits = isList(rule)
      ? rule.includes(value)
      : rule !== undefined && typeof rule === typeof value && !((value as number) < 0);
    if (fits && !Number.isNaN(value)) settings[name] = value;
    else warn('setting', name, 'is not known here, or cannot be', value);
  }
};
