import { isAnonymousShape, NAME_LENGTH, toNobody, toVisible } from 'kmq/wire';

/** What makes two spellings one identity, and an identity anonymous: settings of a site. */
export interface IdentityRules {
  /** Email addresses are not case-sensitive. */
  foldEmails: boolean;
  /** Identities in the format of the original client's visitor ids are anonymous. */
  anonymousShape: boolean;
}

const SPACED = /\s/;

/** `name@host.domain`, without spaces. Not one pattern: that would take the square of a text's length. */
const isEmail = (text: string): boolean => {
  const at = text.indexOf('@');
  const dot = text.lastIndexOf('.', text.length - 2);
  return at > 0 && dot > at + 1 && at === text.lastIndexOf('@') && !SPACED.test(text);
};

/** Most identities: nothing of them is invisible, and nothing has another spelling. */
const PLAIN = /^[!-~]+$/;

/** Spaces of every width, that which does not break included. */
const SPACE = /\p{Zs}/gu;

/** The one spelling under which all spellings of an identity are compared. */
export const normalizeIdentity = (sent: string, rules: IdentityRules): string => {
  const isPlain = PLAIN.test(sent);
  if (rules.anonymousShape) {
    // Some clients send `+` raw, which the wire reads as a space, also in front.
    const withPlus = isPlain ? sent : sent.trimEnd().replaceAll(' ', '+');
    if (isAnonymousShape(withPlus)) return withPlus;
  }
  const seen = isPlain ? sent : toVisible(sent).replace(SPACE, ' ');
  return rules.foldEmails && isEmail(seen) ? seen.toLowerCase() : seen;
};

/** Whether an identity is a placeholder, so that linking it would merge strangers. */
export const isPlaceholder = (identity: string): boolean =>
  identity.length <= NAME_LENGTH && toNobody(identity) !== undefined;
