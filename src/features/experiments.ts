import { createAnonymousId } from '../browser/random.js';
import type { Feature } from '../core/kit.js';
import { later, toOnce } from '../core/once.js';

type Weights = readonly string[] | Record<string, number>;

export interface ExperimentCommands {
  /** The variant of this browser, always the same while variants and weights are; null without a name. */
  ab(name: string, variants: Weights, callback?: (variant: string) => void): string | null;
}

/** A number of at least 0 and less than 1 that looks random; neighbouring texts end up far apart. */
export const toFraction = (text: string): number => {
  let hash = 0;
  // The spaces have the last letters mixed as well as the first.
  for (const character of `${text}    `) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return (hash >>> 0) / 2 ** 32;
};

/** The original's rule: one bucket of a hundred per browser, the same for all its tests. */
export const toOriginalFraction = (id: string): number => {
  let sum = 0;
  for (const character of id) sum += character.charCodeAt(0);
  return (sum % 100) / 100;
};

/** The variant at a fraction of the weights, in their order; compared as the original does. */
export const toVariant = (variants: Weights, fraction: number): string => {
  const weights: [string, number][] = Array.isArray(variants)
    ? variants.map((variant) => [variant, 1])
    : Object.entries(variants as Record<string, number>);
  let total = 0;
  for (const [, weight] of weights) total += +weight;
  let upTo = 0;
  let last = '';
  for (const [variant, weight] of weights) {
    last = String(variant);
    upTo += weight / total;
    if (fraction <= upTo) break;
  }
  return last;
};

/** A/B tests: each browser has one random id, which decides each test by itself. */
export const experiments: Feature<ExperimentCommands> = ({ settings, cookie, gate, set }) => {
  const chosen: Record<string, string> = Object.create(null);
  let id = '';

  const choose = (name: string, variants: Weights): string => {
    id ||= cookie('km_abi');
    if (!id) {
      id = createAnonymousId();
      gate(() => cookie('km_abi', id));
    }
    return toVariant(
      variants,
      settings.experiments ? toOriginalFraction(id) : toFraction(`${id} ${name}`),
    );
  };

  return {
    settings: { experiments: ['', 'original'] },
    commands: {
      ab(name, variants, callback) {
        if (!name) return null;
        const known = chosen[name];
        const variant = known ?? choose(name, variants);
        const tell = callback && toOnce(() => callback(variant));
        chosen[name] = variant;
        if (known === undefined) set({ [name]: variant }, tell);
        else later(tell);
        return variant;
      },
    },
  };
};
