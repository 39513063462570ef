import { toVisible } from './text.js';

/** What templates and serializers leave around a placeholder, whole or half: quotes, backslashes, blanks. */
const EDGES = /^[\s\\`\p{QMark}]+|[\s\\`\p{QMark}]+$/gu;

/** Texts that stand for nobody in particular; the first group holds those by which a page says that nobody is known. */
export const NOBODY =
  /^(?:(null|nil|)|anonymous|guest|undefined|none|nan|true|false|0|id|email|user|\[?object \w+\]?|(?:[{$]\{|<%).*|.*(?:\}\}|%>))$/is;

/**
 * Whether an identity stands for nobody: `none`, as the page says that nobody is known; `placeholder`, what a broken
 * template has left, under which strangers would be one person. The one place that says so (S10); at most 255 characters.
 */
export const toNobody = (identity: string): 'none' | 'placeholder' | undefined => {
  const found = NOBODY.exec(toVisible(identity).replace(EDGES, ''));
  return found ? (found[1] === undefined ? 'placeholder' : 'none') : undefined;
};
