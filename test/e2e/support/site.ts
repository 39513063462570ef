import { readFile } from 'node:fs/promises';
import { toSnippet } from '../../../src/snippet.js';
import type { ExportedHit } from './collector.js';
import type { Page } from './launch.js';
import { until } from './patience.js';
import type { Tracked } from './tracked.js';

const FOLDER = new URL('../../pages/client/', import.meta.url);

/** Parts of a page; the snippet stands at the end of the head. */
export interface PageParts {
  title?: string;
  head?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** A site of one test: tests that share a collector see nothing of each other. */
export interface Site {
  key: string;
  snippet: string;
  /** Serves a page at `/<key>-<name>` and gives its path. */
  add(name: string, parts?: PageParts): string;
  /** Serves a file of `test/pages/client`, `{{snippet}}` replaced, and gives its path. */
  file(name: string): Promise<string>;
  /** Every hit in order of arrival. */
  hits(): Promise<ExportedHit[]>;
  /**
   * Every hit, once all that this page has recorded so far arrived: hits of one page arrive in their order (D10), so
   * the last call is the proof.
   */
  settled(page: Page): Promise<ExportedHit[]>;
}

/** Calls the page's `_kmq` with what JSON can carry. */
export const push = (page: Page, ...calls: unknown[][]): Promise<void> =>
  page.evaluate((all) => {
    const { _kmq } = window as never as { _kmq: unknown[][] };
    _kmq.push(...all);
  }, calls);

/** What `settled` records. */
const MARK = 'All Of It';

export const createSite = async (
  { collector, pages }: Tracked,
  key: string,
  script = `${collector.url}/${key}.2.js`,
): Promise<Site> => {
  await collector.site(key);
  const snippet = toSnippet({ key, script });
  let marks = 0;

  const serve = (name: string, text: string, headers?: Record<string, string>) => {
    pages.add(`${key}-${name}`, text, headers);
    return `/${key}-${name}`;
  };
  const isMark = ({ _n }: ExportedHit) => _n === MARK;

  return {
    key,
    snippet,
    add: (name, { title = 'Page', head = '', body = '', headers } = {}) =>
      serve(
        name,
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
        <link rel="icon" href="data:,">${head}${snippet}</head><body>${body}</body></html>`,
        headers,
      ),
    file: async (name) =>
      serve(
        name,
        (await readFile(new URL(name, FOLDER), 'utf8')).replace('{{snippet}}', () => snippet),
      ),
    hits: () => collector.export(key),
    settled: async (page) => {
      const mark = `${++marks}`;
      await page.until(() => 'KM' in window);
      await push(page, ['record', MARK, { number: mark }], ['flush']);
      return until(`the hits of ${key}`, async () => {
        const hits = await collector.export(key);
        return (
          hits.some((hit) => isMark(hit) && hit.number === mark) &&
          hits.filter((hit) => !isMark(hit))
        );
      });
    },
  };
};
