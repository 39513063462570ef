import type { Check } from '../mistake.js';

/** One batch without an answer is the network; two in a row are something in between. */
const UNANSWERED_BEFORE = 1;

/** The endpoint cannot be reached while the script runs. */
export const checkBlocked: Check = (moment, { unanswered }) => {
  if (moment.what !== 'delivery') return undefined;
  const isForbidden = moment.state === 'forbidden';
  if (!isForbidden && (moment.state !== 'unanswered' || unanswered !== UNANSWERED_BEFORE))
    return undefined;
  return {
    code: 'endpoint_blocked',
    message: isForbidden
      ? 'The script runs, but the policy of this page forbids it to send.'
      : 'The script runs, but nothing that it sends is answered.',
    evidence: moment.endpoint,
    fix: isForbidden
      ? 'Name the endpoint in connect-src of the Content-Security-Policy.'
      : 'Look for a content blocker, for connect-src of the Content-Security-Policy, for a collector that is gone; serve script and endpoint below your own domain.',
  };
};
