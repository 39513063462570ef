import { callMember, readMember } from './member.js';
import { tryOr, warn } from './report.js';

/** What a page names an element by: elements, an id, a class, or a CSS selector. */
export type Target = unknown;

/**
 * The selector of a target: `name` and `#name` are ids, `.name` a class, anything else a CSS selector. A bare
 * word is never a tag name. '' for a malformed selector, with a warning.
 */
const toSelector = (target: string): string => {
  const id = /^#?([\w:-]+)$/.exec(target)?.[1];
  const selector = id ? `[id="${id}"]` : target;
  try {
    (callMember(document, 'createDocumentFragment') as ParentNode).querySelector(selector);
    return selector;
  } catch {
    warn('not a selector:', target);
    return '';
  }
};

/** Elements of every realm: an adopted one is no `Element` of this window. */
const isElement = (node: unknown): node is Element =>
  !!node && readMember(Object(node), 'nodeType') === 1;

/** The elements that a target consists of, where it is no text; a list may be empty. */
const toElements = (target: Target): Element[] => {
  const list = isElement(target)
    ? [target]
    : tryOr<unknown[]>([target], () =>
        typeof target === 'object' && (target as unknown[]).length >= 0
          ? [].slice.call(target)
          : [...(target as Iterable<unknown>)],
      );
  const elements = list.filter(isElement);
  if (list.length && !elements[0]) warn('no target:', target);
  return elements;
};

/** What a target stands for: a selector, '' for none, or elements. */
export type Matched = [selector: string, elements: Element[]];

export const toMatched = (target: Target): Matched =>
  typeof target === 'string' ? [toSelector(target), []] : ['', toElements(target)];

/** Whether an element is one of those that a target names, now or later. */
export const isMatch = ([selector, elements]: Matched, element: Element): unknown =>
  selector ? callMember(element, 'matches', selector) : elements.indexOf(element) >= 0;

/** The elements an event went through, from the inside out, open shadow roots included. */
export const readPath = (event: Event): Element[] =>
  (event.composedPath() as unknown[]).filter(isElement);
