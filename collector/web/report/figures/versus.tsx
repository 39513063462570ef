import { toChange, toCount, toPercent } from '../../text/format.js';

/** How a figure stands to that of the period before. */
export const Versus = ({
  now,
  before,
  toText,
}: {
  now: number;
  before: number | undefined;
  toText: (figure: number) => string;
}) =>
  before === undefined ? null : (
    <span class="versus">
      <b>{toChange(now, before)}</b> before: {toText(before)}
    </span>
  );

/** So many of so many. */
export interface Share {
  part: number;
  whole: number;
}

/** The same of two parts of a whole, in points of a per cent. */
export const VersusRate = ({ now, before }: { now: number; before: Share | undefined }) =>
  before === undefined || before.whole === 0 ? null : (
    <span class="versus">
      <b>{toPoints(now - before.part / before.whole)}</b> before:{' '}
      {toPercent(before.part, before.whole)} of {toCount(before.whole)}
    </span>
  );

/** `+1.2 points` */
export const toPoints = (difference: number): string =>
  `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)} points`;
