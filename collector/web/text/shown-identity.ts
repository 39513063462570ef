import { isAnonymousShape } from 'kmq/wire';
import { formatVisitorName } from './person-name.js';

/** An identity for people to read: base64 tells nobody anything, four digits do. */
export const formatIdentity = (identity: string): string =>
  isAnonymousShape(identity) ? formatVisitorName(identity) : identity;
