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

/** Names → default. A list holds the values that are allowed, its first is the default. */
export type SettingRules = Record<string, unknown>;

export type Settings = CoreSettings & Record<string, unknown>;

const asItIs = (value: unknown) => value;

export const CORE_SETTINGS: SettingRules = {
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

const hasChoices = (rule: unknown): rule is unknown[] => Array.isArray(rule) && !!rule.length;

/** Takes over what fits; the rest is named in the console and its default stays. */
export const applySettings = (settings: Settings, given: object, rules: SettingRules): void => {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const rule = rules[name];
    const fits = hasChoices(rule)
      ? rule.includes(value)
      : typeof rule === typeof value && !((value as number) < 0) && !Number.isNaN(value);
    if (fits) settings[name] = value;
    else warn('setting', name, 'is unknown here, or cannot be', value);
  }
};

/** Adds rules, and their defaults to the settings. */
export const addRules = (settings: Settings, rules: SettingRules, more: object): void => {
  for (const [name, rule] of Object.entries(more)) {
    rules[name] = rule;
    settings[name] = hasChoices(rule) ? rule[0] : rule;
  }
};
