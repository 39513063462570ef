import { isAnonymousShape } from '../../wire/identity.js';
import { toNobody } from '../../wire/nobody.js';
import { toVisible } from '../../wire/text.js';
import type { Check, Known } from '../mistake.js';
import type { Moment } from '../moment.js';

/** The identity that a page gives a visitor who has none; '' where the moment is something else. */
const toIdentified = (moment: Moment): string =>
  moment.what === 'call' && moment.command === 'identify'
    ? toVisible(String(moment.args[0] ?? ''))
    : '';

/**
 * What a page did too early: it says who somebody is before they have done anything, so it knew it all along. After a
 * click or a key it may have learned it just then, as at a sign-up.
 */
const toEarly = (moment: Moment, { early }: Known, kind: 'event' | 'set'): string[] =>
  toIdentified(moment) && moment.what === 'call' && !moment.isActive
    ? early.filter((one) => one.kind === kind).map(({ name }) => `“${name}”`)
    : [];

/** Events that are recorded before identify on a page that knows the person. */
export const checkRecordBeforeIdentify: Check = (moment, known) => {
  const early = toEarly(moment, known, 'event');
  if (!early.length) return undefined;
  return {
    code: 'record_before_identify',
    message: 'This page knows the person, but recorded before it said who it is.',
    evidence: early.join(', '),
    fix: 'Call identify before the event is recorded.',
  };
};

/** Properties that are set before identify. */
export const checkSetBeforeIdentify: Check = (moment, known) => {
  const early = toEarly(moment, known, 'set');
  if (!early.length) return undefined;
  return {
    code: 'set_before_identify',
    message: 'Properties were set before the page said whose they are.',
    evidence: early.join(', '),
    fix: 'Call identify first, then set.',
  };
};

const isEmail = (identity: string): boolean => /^\S+@\S+\.\S+$/.test(identity);

/** What stands for nobody, and is refused by the client. */
const isPlaceholder = (identity: string): boolean => toNobody(identity) === 'placeholder';

/** Whether an identity names somebody. */
export const isName = (identity: string): boolean =>
  !!identity && !isAnonymousShape(identity) && !isPlaceholder(identity);

/** E-mail addresses here, something else there. */
export const checkIdentityStyles: Check = (moment, { identities }) => {
  const identity = toIdentified(moment);
  if (!isName(identity)) return undefined;
  const other = identities.find((earlier) => isEmail(earlier) !== isEmail(identity));
  if (other === undefined) return undefined;
  return {
    code: 'two_identity_styles',
    message: 'Some people are known by an e-mail address, others by something else.',
    evidence: `“${identity}”, earlier “${other}”`,
    fix: 'Use one kind of identity everywhere; where both are known, link them with alias.',
  };
};

/** An identity that is none. */
export const checkPlaceholder: Check = (moment) => {
  const identity = toIdentified(moment);
  if (!isPlaceholder(identity)) return undefined;
  return {
    code: 'placeholder_identity',
    message: 'This identity stands for nobody: many people would be one.',
    evidence: `“${identity}”`,
    fix: 'Call identify only when the identity is known; look for an empty template or variable.',
  };
};
