import { formatChange, formatCount, formatPercent } from '../../text/format.js';

/** How a figure stands to that of the period before. */
export const Versus = ({
  now,
  before,
  formatValue,
}: {
  now: number;
  before: number | undefined;
  formatValue: (figure: number) => string;
}) =>
  before === undefined ? null : (
    <span class="versus">
      <b>{formatChange(now, before)}</b> before: {formatValue(before)}
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
      <b>{formatPoints(now - before.part / before.whole)}</b> before:{' '}
      {formatPercent(before.part, before.whole)} of {formatCount(before.whole)}
    </span>
  );

/** `+1.2 points` */
export const formatPoints = (difference: number): string =>
  `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)} points`;
