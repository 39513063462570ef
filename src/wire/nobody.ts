import { toVisible } from './text.js';

/**
 * Texts that stand for nobody in particular, in what templates and serializers leave around them, whole or half; the
 * first group holds those by which a page says that nobody is known.
 */
export const NOBODY =
  /^[\s\\`\p{QMark}]*(?:(null|nil|)|anonymous|guest|undefined|none|nan|true|false|0|id|email|user|\[?object \w+\]?|([{$]\{|<%).*|.*(\}\}|%>))[\s\\`\p{QMark}]*$/isu;

/**
 * Whether an identity stands for nobody: `none`, as the page says that nobody is known; `placeholder`, what a broken
 * template has left, under which strangers would be one person. The one place that says so (S10); at most 255 characters.
 */
export const toNobody = (identity: string): 'none' | 'placeholder' | undefined => {
  const found = NOBODY.exec(toVisible(identity));
  return found ? (found[1] === undefined ? 'placeholder' : 'none') : undefined;
};
