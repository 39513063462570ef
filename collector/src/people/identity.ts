import { isAnonymousShape } from 'kmq/wire';

/** What makes two spellings one identity, and an identity anonymous: settings of a site. */
export interface IdentityRules {
  /** Identities that look like e-mail addresses compare case-folded. */
  foldEmails: boolean;
  /** Identities of the original client's shape are anonymous. */
  anonymousShape: boolean;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What templates, debuggers and sign-in code leave behind where an identity was meant; nothing at all, too. */
const PLACEHOLDER =
  /^(anonymous|guest|undefined|null|none|nil|nan|true|false|0|id|email|user|\[object object\]|\{\{.*\}\}|\$\{.*\})?$/is;

const QUOTED = /^(["'`])(.*)\1$/s;

/** The one spelling under which all spellings of an identity are compared. */
export const toIdentity = (sent: string, rules: IdentityRules): string => {
  // Some clients send `+` raw, which the wire reads as a space.
  const withPlus = sent.replaceAll(' ', '+');
  if (rules.anonymousShape && isAnonymousShape(withPlus)) return withPlus;
  return rules.foldEmails && EMAIL.test(sent) ? sent.toLowerCase() : sent;
};

/** Whether a text stands for nobody in particular, so that linking it would pool strangers. */
export const isPlaceholder = (identity: string): boolean => {
  const text = identity.trim();
  const [, , inner] = QUOTED.exec(text) ?? [];
  return inner === undefined ? PLACEHOLDER.test(text) : isPlaceholder(inner);
};
