import { toSnippet } from '../../../src/snippet.js';
import { type Collector, type CollectorSettings, startCollector } from './collector.js';
import { type PageServer, startPages } from './pages.js';

export interface Tracked {
  collector: Collector;
  pages: PageServer;
  /** The site's snippet, as its owner pastes it; `{{snippet}}` in a page. */
  snippet: string;
  close(): Promise<void>;
}

/** A collector, and pages that are tracked by the snippet of one of its sites. */
export const startTracked = async (
  key = 'demo',
  settings: CollectorSettings = {},
): Promise<Tracked> => {
  const collector = await startCollector(settings);
  if (key !== 'demo') await collector.site(key);
  const snippet = toSnippet({ key, script: `${collector.url}/${key}.2.js` });
  const pages = await startPages({ snippet, collector: collector.url });
  return {
    collector,
    pages,
    snippet,
    close: async () => {
      await pages.close();
      await collector.stop();
    },
  };
};

/** The names of events in an export or a timeline, automatic ones left out. */
export const namesOf = (entries: { name?: string; _n?: string | number }[]): string[] =>
  entries
    .map(({ name, _n }) => String(name ?? _n))
    .filter((name) => name !== 'undefined' && !AUTOMATIC.has(name));

const AUTOMATIC = new Set(['Page View', 'Visited Site']);
