import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';

/** What clients of one site say that they had to drop. */
export interface SiteDrops {
  hits: number;
  /** How many pages said so. */
  pages: number;
}

/** Hits that clients could not keep (D7): each page repeats its count with every batch, the largest one stands. */
export interface Drops {
  /** `reported` is a batch's `_x`: `<id of the page's count>:<count>`; what is none is ignored. */
  report(site: string, reported: string | undefined): void;
  of(site: string): SiteDrops;
  /** Forgets what clients of a site said. */
  forget(site: string): void;
  /** Writes what is not on disk yet. */
  close(): Promise<void>;
}

interface Kept {
  /** Counts of pages that may still report, the latest last. */
  pages: [id: string, count: number][];
  /** Those of earlier pages, summed up. */
  earlier: SiteDrops;
}

/** More than the pages that report drops at a time, which is rare. */
const PAGES = 10_000;
/** No outbox holds as many (D7). */
const MOST_HITS = 1_000_000;
/** A crash within this loses the latest counts; the pages will repeat them. */
const WRITE_MS = 1_000;

const REPORTED = /^([A-Za-z0-9_-]{8,64}):(\d{1,7})$/;

/** Opens the counts of a data folder. */
export const openDrops = async (data: string): Promise<Drops> => {
  const path = join(data, 'drops.json');
  await mkdir(data, { recursive: true });
  const kept = ((await readJson(path)) ?? {}) as Record<string, Kept>;
  const sites = new Map(
    Object.entries(kept).map(([site, { pages, earlier }]) => [
      site,
      { pages: new Map(pages), earlier },
    ]),
  );
  let timer: NodeJS.Timeout | undefined;
  const serialize = createSerialize();

  const write = (): void => {
    timer = undefined;
    const all = [...sites].map(([site, { pages, earlier }]) => [
      site,
      { pages: [...pages], earlier },
    ]);
    const save = () => writeJson(path, Object.fromEntries(all));
    // On a full disk the counts stay in memory; the next change writes them.
    serialize(save).catch(() => undefined);
  };

  return {
    report(site, reported = '') {
      const [, id = '', text = '0'] = REPORTED.exec(reported) ?? [];
      const count = Math.min(Number(text), MOST_HITS);
      if (!count) return;
      const found = sites.get(site) ?? { pages: new Map(), earlier: { hits: 0, pages: 0 } };
      sites.set(site, found);
      const known = found.pages.get(id) ?? 0;
      if (count <= known) return;
      found.pages.delete(id);
      found.pages.set(id, count);
      const [first] = found.pages;
      if (found.pages.size > PAGES && first) {
        found.pages.delete(first[0]);
        found.earlier = { hits: found.earlier.hits + first[1], pages: found.earlier.pages + 1 };
      }
      timer ??= setTimeout(write, WRITE_MS);
    },
    of(site) {
      const { pages, earlier } = sites.get(site) ?? {
        pages: new Map(),
        earlier: { hits: 0, pages: 0 },
      };
      let { hits } = earlier;
      for (const count of pages.values()) hits += count;
      return { hits, pages: earlier.pages + pages.size };
    },
    forget(site) {
      if (sites.delete(site)) timer ??= setTimeout(write, WRITE_MS);
    },
    async close() {
      if (timer) {
        clearTimeout(timer);
        write();
      }
      await serialize(() => undefined);
    },
  };
};
