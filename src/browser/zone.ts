import { readGlobal } from './global.js';

interface Zone {
  run<T>(run: (...given: never[]) => T, self: undefined, given: unknown[]): T;
  wrap(callback: unknown, source: string): unknown;
}

/**
 * Runs outside of the zone of Angular, which takes a page for busy as long as a timer of its zone waits. Functions of the
 * page among the arguments run where they were given.
 */
export const runOutside = <T>(run: (...given: never[]) => T, given: unknown[]): T => {
  const { root, current } = Object(readGlobal('Zone')) as { root?: Zone; current?: Zone };
  return typeof root?.run === 'function' && current && root !== current
    ? root.run(
        run,
        undefined,
        given.map((each) => (typeof each === 'function' ? current.wrap(each, 'kmq') : each)),
      )
    : run(...(given as never[]));
};
