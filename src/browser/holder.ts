import { readMember } from './member.js';

/** The window whose address is that of this page: a frame of `srcdoc` or of a blob has that of what holds it. */
export const readHolder = (): Window => {
  let at: Window = window;
  try {
    while (/^(about|blob):/.test(at.location.href) && at.parent !== at && at.parent.location.href)
      at = at.parent;
  } catch {
    // A stranger holds it: what was read last is all that can be.
  }
  return at;
};

/** Where the page was come to from. */
export const readReferrer = (): unknown => readMember(readHolder().document, 'referrer');
