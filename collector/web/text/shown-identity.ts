import { isAnonymousShape } from 'kmq/wire';
import { toVisitorName } from './person-name.js';

/** An identity for people to read: base64 tells nobody anything, four digits do. */
export const toShownIdentity = (identity: string): string =>
  isAnonymousShape(identity) ? toVisitorName(identity) : identity;
