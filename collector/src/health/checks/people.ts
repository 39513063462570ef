import type { Check } from '../finding.js';

/** Fewer than so many names tell nothing of a habit. */
const NAMES_LEAST = 20;
const STYLE_PART = 0.1;

/** People who signed in and were never told apart by a name. */
export const checkUnidentified: Check = ({ signs: { unidentified } }) =>
  unidentified.length
    ? {
        code: 'unidentified_after_sign_in',
        severity: 'warning',
        message: 'Some people signed in, but nobody said who they are.',
        evidence: unidentified,
        fix: 'Call identify before the event is recorded, at sign-in and at sign-up.',
      }
    : undefined;

/** E-mail addresses here, something else there. */
export const checkIdentityStyles: Check = ({ signs: { identities } }) => {
  const { emails, others } = identities;
  const all = emails + others;
  if (all < NAMES_LEAST || Math.min(emails, others) < all * STYLE_PART) return undefined;
  return {
    code: 'two_identity_styles',
    severity: 'warning',
    message: 'Some people are known by an e-mail address, others by something else.',
    evidence: [identities],
    fix: 'Use one kind of identity everywhere; where both are known, link them with alias.',
  };
};

/** Many people under one name that is none. */
export const checkPlaceholders: Check = ({ signs: { placeholders } }) =>
  placeholders.length
    ? {
        code: 'placeholder_identity',
        severity: 'error',
        message: 'Hits come under an identity that stands for nobody, so that many people are one.',
        evidence: placeholders,
        fix: 'Call identify only when the identity is known; look for an empty template or variable.',
      }
    : undefined;

/** Links that did not join anybody. */
export const checkLinks: Check = ({ signs: { links } }) =>
  links.refused || links.held || links.placeholder
    ? {
        code: 'links_not_followed',
        severity: links.held ? 'warning' : 'info',
        message: 'Some links between identities were not followed.',
        evidence: [links],
        fix: 'Refused ones would join two named people: use alias to say so. Held ones wait on the person’s page for a word of yours.',
      }
    : undefined;
