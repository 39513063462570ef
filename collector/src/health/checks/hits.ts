import type { Check } from '../finding.js';

/** Hits that were not taken since the collector started. */
export const checkRejected: Check = ({ counts: { rejected } }) => {
  const evidence = Object.entries(rejected).map(([reason, hits]) => ({ reason, hits }));
  if (!evidence.length) return undefined;
  return {
    code: 'rejected_hits',
    severity: 'error',
    message: 'Some hits were refused.',
    evidence,
    fix: 'Live shows each of them with the reason.',
  };
};

/** Hits of robots and of inside since the collector started. */
export const checkLeftOut: Check = ({ counts: { leftOut, accepted } }) =>
  leftOut
    ? {
        code: 'left_out_hits',
        severity: 'info',
        message: 'Some hits are left out of reports: robots, or traffic from inside.',
        evidence: [{ leftOut, accepted }],
        fix: 'Nothing needs to be done; Settings can count them.',
      }
    : undefined;
