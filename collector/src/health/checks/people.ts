import type { Check } from '../finding.js';

/** With fewer names than this, there is no pattern. */
const NAMES_LEAST = 20;
const STYLE_PART = 0.1;

/** People who signed in and were never told apart by a name. */
export const checkUnidentified: Check = ({ signs: { unidentified } }) =>
  unidentified.length
    ? {
        code: 'unidentified_after_sign_in',
        severity: 'warning',
        message: 'Some people signed in but were never identified.',
        evidence: unidentified,
        fix: 'Call identify at sign-in and sign-up, before you record the event.',
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
        message: 'A placeholder is used as an identity, so many people count as one.',
        evidence: placeholders,
        fix: 'Call identify only when the identity is known; check for an empty template or variable.',
      }
    : undefined;

/** Links that did not join anybody. */
export const checkLinks: Check = ({ signs: { links } }) => {
  const { refused, held, placeholder } = links;
  return refused || held || placeholder
    ? {
        code: 'links_not_followed',
        severity: held ? 'warning' : 'info',
        message: 'Some links between identities were not applied.',
        evidence: [{ refused, held, placeholder }],
        fix: 'Refused links would join two named people: use alias if they are one person. Held links would make a person too large; they wait for your approval.',
      }
    : undefined;
};

/** Links of two names whose sender proved nothing. */
export const checkUnproven: Check = ({ signs: { links } }) =>
  links.unproven
    ? {
        code: 'links_unproven',
        severity: 'warning',
        message: 'Some links join two named people without proof of who sent them.',
        evidence: [{ links: links.unproven }],
        fix: 'Anyone who knows the public key can send such links. Send them from your server with a server key, approve the correct ones (in Health or through the API), or accept all of them (Settings, Site).',
      }
    : undefined;
