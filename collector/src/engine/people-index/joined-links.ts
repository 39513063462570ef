import type { NewLink } from './links.js';

/**
 * Links that count, by the place of the second identity. A later link that says the same is weaker and changes nobody's
 * person, for as long as the first one counts (S9): it need not be resolved.
 */
export interface JoinedLinks {
  /** Whether a link only says again what an earlier one said. */
  has(link: NewLink): boolean;
  /** Keeps a link that counts. */
  keep(link: NewLink): void;
  /** Forgets all: some link counts no more. */
  clear(): void;
}

const LEAST_PLACES = 1 << 12;

const createColumns = (places: number) => ({
  /** Place + 1; 0 is none. */
  partners: new Int32Array(places),
  times: new Float64Array(places),
  /** The letter as a number. */
  sources: new Uint8Array(places),
});

/** No links yet; 13 bytes for each place. */
export const createJoinedLinks = (): JoinedLinks => {
  let columns = createColumns(LEAST_PLACES);

  const grow = (places: number) => {
    const { partners, times, sources } = columns;
    columns = createColumns(Math.max(places, partners.length * 2));
    columns.partners.set(partners);
    columns.times.set(times);
    columns.sources.set(sources);
  };
  const isSame = ({ a, b, link }: NewLink) =>
    columns.partners[b] === a + 1 && columns.sources[b] === link.source.charCodeAt(0);

  return {
    has: (link) => isSame(link) && link.link.time > columns.times[link.b]!,
    keep(link) {
      const { a, b } = link;
      const { time, source } = link.link;
      if (b >= columns.partners.length) grow(b + 1);
      if (isSame(link) && columns.times[b]! <= time) return;
      columns.partners[b] = a + 1;
      columns.times[b] = time;
      columns.sources[b] = source.charCodeAt(0);
    },
    clear() {
      columns = createColumns(LEAST_PLACES);
    },
  };
};
