import type { Replacement } from '../../ingest/admission/times.js';
import type { Check } from '../finding.js';

/** A clock here and there is off; beyond this part it is a fault of the site's own. */
const LATE_PART = 0.01;

/** Senders whose clock is off: browsers tell it with each batch, and their times are corrected. */
export const checkClocks: Check = ({ signs: { skew } }) =>
  skew.hits
    ? {
        code: 'clock_skew',
        severity: 'info',
        message: 'Some hits come from devices whose clock is off by more than a minute.',
        evidence: [{ minutes: Math.round(skew.seconds / 60), hits: skew.hits }],
        fix: 'No action needed; their times are corrected with the device’s clock.',
      }
    : undefined;

const REASONS: Record<Replacement, string> = {
  before_2009: 'before 2009',
  ahead: 'more than an hour ahead',
  late: 'more than 31 days back, without _d=1',
};

/** Times that cannot be: their hits count at the time of their arrival. */
export const checkReplaced: Check = ({ counts: { replaced } }) => {
  const evidence = Object.entries(replaced).map(([reason, hits]) => ({
    reason,
    time: REASONS[reason as Replacement],
    hits,
  }));
  if (!evidence.length) return undefined;
  return {
    code: 'replaced_times',
    severity: 'warning',
    message: 'Some hits have an impossible time; they count at the time they arrived.',
    evidence,
    fix: 'Send _t in Unix seconds. For hits that are older than 31 days send _d=1, or import them.',
  };
};

/** Late hits, which change the numbers of past days. */
export const checkLate: Check = ({ signs: { late } }) =>
  late.hits && late.hits >= late.of * LATE_PART
    ? {
        code: 'late_hits',
        severity: 'info',
        message: 'Some hits arrived more than a day after they happened.',
        evidence: [{ late: late.hits, of: late.of }],
        fix: 'Numbers of past days may grow a little; servers that send old times do this on purpose.',
      }
    : undefined;
