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

/** Records that reports do without. */
export const checkSetAside: Check = ({ signs: { setAside } }) =>
  setAside.count
    ? {
        code: 'records_set_aside',
        severity: 'error',
        message: 'Some records could not be loaded; reports go on without them.',
        evidence: [{ records: setAside.count }, ...setAside.records],
        fix: 'They are kept in the log. Please report the reason as a fault; a rebuild, as after an update, tries them again.',
      }
    : undefined;

/** Hits of robots and of inside since the collector started. */
export const checkLeftOut: Check = ({ counts: { leftOut, accepted } }) =>
  leftOut
    ? {
        code: 'left_out_hits',
        severity: 'info',
        message: 'Some hits are left out of reports: bots or internal traffic.',
        evidence: [{ leftOut, accepted }],
        fix: 'No action needed; Settings can include them.',
      }
    : undefined;
