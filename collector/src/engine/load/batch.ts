import type { Entry, PlacedHit, ProjectedHit } from '../hit.js';
import { isDecision } from '../people-index/decisions.js';
import type { PeopleIndex } from '../people-index/people-index.js';
import type { Site } from '../people-index/sites.js';
import type { Storage } from '../storage.js';

const isHit = (entry: Entry): entry is ProjectedHit => entry.type === 'hit';

/** Counts the spellings of names, for sites that need them. */
const countNames = async ({ sites }: PeopleIndex, placed: readonly PlacedHit[]): Promise<void> => {
  const counted = new Set<Site>();
  for (const { hit } of placed) {
    const site = sites.find(hit.site)!;
    if (!site.names.foldNames || hit.kind === 'a') continue;
    counted.add(site);
    if (hit.kind === 'e') site.spellings.events.count(hit.name!, 1);
    for (const name of Object.keys(JSON.parse(hit.properties)))
      site.spellings.properties.count(name, 1);
  }
  for (const site of counted) await sites.writeSpellings(site);
};

/** Writes hits that follow each other, without a word of a human in between. */
const writeHits = async (
  storage: Storage,
  index: PeopleIndex,
  hits: readonly ProjectedHit[],
): Promise<void> => {
  if (!hits.length) return;
  const placed = await index.place(hits);
  await storage.hits.append(placed);
  await countNames(index, placed);
  index.settle();
};

/** Writes records. For use inside a transaction, with the position behind them (S5). */
export const writeBatch = async (
  storage: Storage,
  index: PeopleIndex,
  entries: readonly Entry[],
): Promise<void> => {
  let hits: ProjectedHit[] = [];
  for (const entry of entries) {
    if (isHit(entry)) {
      hits.push(entry);
      continue;
    }
    if (entry.type !== 'settings' && !isDecision(entry)) continue;
    // A human's word, or a setting, counts from where it stands.
    await writeHits(storage, index, hits);
    hits = [];
    if (entry.type === 'settings') await index.takeSettings(entry);
    else await index.takeDecision(entry);
  }
  await writeHits(storage, index, hits);
};
