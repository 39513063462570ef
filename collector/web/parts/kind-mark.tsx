/** What a row is about: a word and a shape of its own, the colour only helps. */
export type Kind = 'event' | 'set' | 'alias' | 'rejected';

const WORDS: Record<Kind, string> = {
  event: 'Event',
  set: 'Set',
  alias: 'Alias',
  rejected: 'Rejected',
};

const SHAPES: Record<Kind, string> = {
  event: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  set: 'M1.5 1.5h9v9h-9z',
  alias: 'M0 4.5h5V2l5.5 4L5 10V7.5H0z',
  rejected: 'M2 .5 6 4.5 10 .5 11.5 2 7.5 6l4 4-1.5 1.5-4-4-4 4L.5 10l4-4-4-4z',
};

/** The kind of a hit. */
export const KindMark = ({ kind }: { kind: Kind }) => (
  <span class={`kind kind-${kind}`}>
    <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
      <path d={SHAPES[kind]} fill="currentColor" />
    </svg>
    {WORDS[kind]}
  </span>
);
