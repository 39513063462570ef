import { isAnonymousShape } from 'kmq/wire';
import { formatPair, isStated, type Link } from './link.js';

/** A person with more names than this was rather made by a mistake than by one human being. */
export const NAMED_LIMIT = 5;
/** A person with more identities than this, too: a kiosk, a test machine, a shared account. */
export const IDENTITY_LIMIT = 200;

/** Settings and words of humans that links are read with. */
export interface LinkRules {
  /** Identities in the format of the original client's visitor ids are anonymous. */
  anonymousShape: boolean;
  /** Aliases can link two named identities. */
  linkNamed: boolean;
  /** Such links count even without proof of the sender. */
  linkUnproven: boolean;
  /** Pairs (`formatPair`) whose every link is taken away. */
  unlinked: ReadonlySet<string>;
  /** Pairs that a human approved: their links need no proof, and may make a person larger than the limits. */
  approved: ReadonlySet<string>;
}

/** What is kept of a link: whether it counts when people are told apart. */
export type Verdict =
  /** It counts; it joins two identities, or is refused because others are stronger. */
  | 'counted'
  /** It would have made a person too large when it arrived; it waits for a human's word. */
  | 'held'
  /** Two names by a sender who proved nothing; it waits for a human's word. */
  | 'unproven'
  /** One of its identities is a placeholder. */
  | 'placeholder'
  /** A human took it away. */
  | 'unlinked';

/** What became of a link, as it is shown. */
export type LinkState = 'joined' | 'refused' | Exclude<Verdict, 'counted'>;

/** Whether an identity is anonymous until a call identifies with it. */
export const isAnonymous = (identity: string, { anonymousShape }: LinkRules): boolean =>
  anonymousShape && isAnonymousShape(identity);

/** Whether a human allowed a link. */
export const isApproved = ({ a, b }: Link, { approved }: LinkRules): boolean =>
  approved.size > 0 && approved.has(formatPair(a, b));

/** Whether a human took a link away. */
export const isUnlinked = ({ a, b }: Link, { unlinked }: LinkRules): boolean =>
  unlinked.size > 0 && unlinked.has(formatPair(a, b));

/** Whether a link may join two names. */
export const mayJoinNames = (link: Link, { linkNamed }: LinkRules): boolean =>
  linkNamed && isStated(link);

/** Whether it is known that the site itself sent a link, or may be taken for granted. */
export const isTrusted = (link: Link, rules: LinkRules): boolean =>
  link.proven !== false || rules.linkUnproven || isApproved(link, rules);
