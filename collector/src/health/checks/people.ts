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
export const checkLinks: Check = ({ signs: { links } }) => {
  const { refused, held, placeholder } = links;
  return refused || held || placeholder
    ? {
        code: 'links_not_followed',
        severity: held ? 'warning' : 'info',
        message: 'Some links between identities were not followed.',
        evidence: [{ refused, held, placeholder }],
        fix: 'Refused ones would join two named people: use alias to say so. Held ones would make a person too large; they wait for your approval.',
      }
    : undefined;
};

/** Links of two names whose sender proved nothing. */
export const checkUnproven: Check = ({ signs: { links } }) =>
  links.unproven
    ? {
        code: 'links_unproven',
        severity: 'warning',
        message: 'Some links say that two named people are one, and nobody knows who sent them.',
        evidence: [{ links: links.unproven }],
        fix: 'Whoever knows the public key can send such links. Send them from your server with a server key, approve those that are right (in Health, or by the API), or let all of them count (Settings, Site).',
      }
    : undefined;
