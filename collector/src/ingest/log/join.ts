import type { HitsRecord, WrittenRecord } from '../record.js';

type Draft = Omit<WrittenRecord, 'seq'>;
type Hits = Omit<HitsRecord, 'seq'>;

/** Keeps the loss small if one record is damaged. */
const MOST_HITS = 1_000;

const isHits = (draft: Draft): draft is Hits => draft.type === 'hits';

const isAlike = (a: Hits, b: Hits): boolean =>
  a.site === b.site &&
  a.received === b.received &&
  a.via === b.via &&
  a.sent === b.sent &&
  a.behind === b.behind &&
  a.agent === b.agent &&
  a.country === b.country &&
  a.bot === b.bot &&
  a.v === b.v &&
  a.proven === b.proven &&
  a.lines.length + b.lines.length <= MOST_HITS;

/** Drafts in their order, those one record where hits came by the same way in the same millisecond; none is changed. */
export const joinHits = (drafts: Iterable<Draft>): Draft[] => {
  const joined: Draft[] = [];
  let own: Hits | undefined;
  for (const draft of drafts) {
    const last = joined.at(-1);
    if (!last || !isHits(draft) || !isHits(last) || !isAlike(last, draft)) {
      joined.push(draft);
      continue;
    }
    if (last !== own) {
      own = { ...last, lines: [...last.lines], offsets: [...last.offsets] };
      joined[joined.length - 1] = own;
    }
    own.lines.push(...draft.lines);
    own.offsets.push(...draft.offsets);
  }
  return joined;
};
