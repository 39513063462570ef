import { type Table, toValueCell } from '../table.js';
import type { FunnelAnswer } from './schema.js';

/** A row for each step, of everyone and of each segment. */
export const tabulateFunnel = ({ steps, segments = [] }: FunnelAnswer): Table => [
  [
    ...['segment', 'step', 'event', 'people', 'from previous', 'from first'],
    ...['median seconds', 'mean seconds', 'dropped', 'open'],
  ],
  ...[{ value: null, steps }, ...segments].flatMap(({ value, steps: own }) =>
    own.map((step, index) => [
      ...[toValueCell(value), index + 1, step.event, step.people],
      ...[step.fromPrevious, step.fromFirst, step.medianSeconds, step.meanSeconds],
      ...[step.dropped, step.open],
    ]),
  ),
];
