/** Tells whether the visitor had clicked or typed by a time in Unix milliseconds. */
export const watchActivity = (): ((at: number) => boolean) => {
  const [first] = performance.getEntriesByType('first-input');
  let since = first ? performance.timeOrigin + first.startTime : Infinity;
  const knowsFirst = PerformanceObserver.supportedEntryTypes.includes('first-input');
  // WebKit says that there was something, not when: no page is blamed for what may have come after it.
  if (!knowsFirst && navigator.userActivation?.hasBeenActive) since = 0;
  for (const type of ['pointerdown', 'keydown'])
    addEventListener(
      type,
      () => {
        since = Math.min(since, Date.now());
      },
      { capture: true, passive: true },
    );
  return (at) => at >= since;
};
