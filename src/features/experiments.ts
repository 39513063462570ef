import { createAnonymousId } from '../browser/random.js';
import type { Feature } from '../core/kit.js';
import { later, toOnce } from '../core/once.js';

type Weights = readonly string[] | Record<string, number>;

export interface ExperimentCommands {
  /** The variant of this browser, always the same while variants and weights are; null without a name. */
  ab(name: string, variants: Weights, callback?: (variant: string) => void): string | null;
}

/** FNV-1a with a final mix: neighbouring texts end up far apart. A number of at least 0 and less than 1. */
export const toFraction = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

/** The original's rule: one bucket of a hundred per browser, the same for all its tests. */
export const toOriginalFraction = (id: string): number =>
  ([...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 100) / 100;

/** The variant at a fraction of the weights, in their order; `inclusive` as the original compared. */
export const toVariant = (variants: Weights, fraction: number, inclusive = false): string => {
  const weights: [string, number][] = Array.isArray(variants)
    ? variants.map((variant) => [String(variant), 1])
    : Object.entries(variants as Record<string, number>).map(([name, weight]) => [name, +weight]);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let upTo = 0;
  for (const [variant, weight] of weights) {
    upTo += weight / total;
    if (inclusive ? fraction <= upTo : fraction < upTo) return variant;
  }
  return weights.at(-1)?.[0] ?? '';
};

/** A/B tests: each browser has one random id, which decides each test by itself. */
export const experiments: Feature<ExperimentCommands> = ({ settings, store, gate, set }) => {
  const chosen: Record<string, string> = {};
  let id = '';

  const readId = (): string => {
    id ||= store.cookie('km_abi');
    if (!id) {
      id = createAnonymousId();
      gate(() => store.cookie('km_abi', id));
    }
    return id;
  };

  const choose = (name: string, variants: Weights): string =>
    settings.experiments === 'original'
      ? toVariant(variants, toOriginalFraction(readId()), true)
      : toVariant(variants, toFraction(`${readId()} ${name}`));

  return {
    choices: { experiments: ['', 'original'] },
    commands: {
      ab(name, variants, callback) {
        if (!name) return null;
        const first = !Object.keys(chosen).includes(name);
        if (first) chosen[name] = choose(name, variants);
        const variant = chosen[name]!;
        const tell = callback && toOnce(() => callback(variant));
        if (first) set({ [name]: variant }, tell);
        else later(tell);
        return variant;
      },
    },
  };
};
