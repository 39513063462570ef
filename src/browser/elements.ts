import { warn } from './report.js';

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
    document.createDocumentFragment().querySelector(selector);
    return selector;
  } catch {
    warn('not a selector:', target);
    return '';
  }
};

const toElements = (target: Target): unknown[] =>
  target instanceof Element ? [target] : [...(target as Iterable<unknown>)];

/** Whether an element is one of those that a target names, now or later. */
export const createMatcher = (target: Target): ((element: Element) => boolean) => {
  if (typeof target !== 'string') {
    const elements = toElements(target);
    return (element) => elements.includes(element);
  }
  const selector = toSelector(target);
  return (element) => !!selector && element.matches(selector);
};

/** The elements an event went through, from the inside out, open shadow roots included. */
export const readPath = (event: Event): Element[] =>
  event.composedPath().filter((node): node is Element => node instanceof Element);
