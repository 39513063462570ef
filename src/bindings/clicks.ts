import { listen, type Stop } from '../browser/lifecycle.js';

/** Tells of each press of an element, by mouse, middle button or keyboard, once; the press itself is never touched. */
const watchClicks = (element: Element, clicked: () => void): Stop => {
  /** What a press of its label presses next. */
  let control: unknown;
  const handle = (event: MouseEvent): void => {
    const [target] = event.composedPath();
    const isSecond = target === control;
    const label = (target as Element).closest?.('label');
    control = label?.control !== target && label?.control;
    // auxclick also tells of the right button, which opens a menu.
    if (!isSecond && event.button < 2) clicked();
  };
  const stops = ['click', 'auxclick'].map((type) => listen(type, handle, element));
  return () => {
    for (const stop of stops) stop();
  };
};

/** A ref for an element or a Vue component: watches its clicks until it is another element, or none. */
export const createClickRef = (clicked: () => void): ((target: unknown) => void) => {
  let current: Element | null = null;
  let stop: Stop | undefined;
  return (target) => {
    const component = target as { $el?: Element } | null;
    const element = component?.$el ?? (component as Element | null);
    if (element === current) return;
    stop?.();
    current = element;
    stop = element ? watchClicks(element, clicked) : undefined;
  };
};
