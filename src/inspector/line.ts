import { make } from './elements.js';
import type { Row, RowKind } from './row.js';

/** A line that is shown, whose state may still change. */
export interface Line {
  say(text: string, isBad?: boolean): void;
}

const LABELS: Record<RowKind, string> = {
  mistake: 'Mistake',
  call: 'Call',
  hit: 'Hit',
  identity: 'Identity',
  delivery: 'Delivery',
  warning: 'Warning',
};

const toDetails = ({ details }: Row): HTMLElement =>
  make(
    'dl',
    {},
    ...details.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  );

/** A line and the place of its state. Mistakes stand open: the fix is what one wants to read. */
export const makeLine = (row: Row, at: Date) => {
  const state = make('span', { class: 'state' });
  const cells = [
    make('time', {}, at.toTimeString().slice(0, 8)),
    make('span', { class: 'kind' }, LABELS[row.kind]),
    make('span', {}, row.title),
    state,
  ];
  const body = row.details.length
    ? make(
        'details',
        { open: row.kind === 'mistake' },
        make('summary', { class: 'row' }, ...cells),
        toDetails(row),
      )
    : make('div', { class: 'row' }, ...cells);
  const say: Line['say'] = (text, isBad = false) => {
    state.textContent = text;
    state.classList.toggle('bad', isBad);
  };
  return { item: make('li', { class: row.kind, 'data-kind': row.kind }, body), say };
};
