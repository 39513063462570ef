import { readGlobal } from '../browser/page.js';
import type { Clock } from './clock.js';
import { later } from './once.js';
import type { Settings } from './settings.js';
import type { Store } from './store.js';

/** Most calls that wait in memory for the person's consent. */
const WAITING_CALLS = 1_000;

export interface Gate {
  /**
   * Runs a call now, or when the person allows it, or never, with the Unix seconds at which it was made; `done` is
   * told when it is dropped.
   */
  pass(run: (time: number) => void, done?: () => void): void;
  /** Whether anything may be kept or sent. */
  isOpen(): boolean;
  /** Lets calls wait for the first `refresh`; without it they are dropped. */
  start(): void;
  /** Looks again what the person allows: another tab may have changed it. */
  refresh(): void;
  /** The person says yes (`1`) or no (`0`). */
  choose(choice: string): void;
}

/**
 * Lets calls through as far as the person and the page allow. `opened` runs when the person allows it, before the
 * calls that waited for that; `shut` when the person does not.
 */
export const createGate = (
  settings: Settings,
  store: Store,
  clock: Clock,
  on: { opened(): void; shut(): void },
): Gate => {
  let state: 'off' | 'wait' | 'yes' | 'no' = 'off';
  /** The choice where no cookie may hold it. */
  let said = '';
  let most = Infinity;
  let waiting: [run: (time: number) => void, time: number][] = [];

  /** What the person said, else what the browser says, else what the site asks for. */
  const read = () => {
    const choice = store.cookie('km_c') || said;
    const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
      globalPrivacyControl?: boolean;
    };
    const refuses =
      (settings.respectGpc && globalPrivacyControl) || (settings.respectDnt && doNotTrack === '1');
    if (choice ? choice !== '1' : refuses) return 'no';
    return choice || settings.consent === 'granted' ? 'yes' : 'wait';
  };

  // Pages of the original client ask for silence by globals.
  const isOpen = () => state === 'yes' && !readGlobal('KM_DNT') && !readGlobal('KMDNTH');

  const refresh = (): void => {
    if (state === 'off') return;
    const before = state;
    state = read();
    // What was called before the page was shown, or the library was there, counts as of now.
    if (most > WAITING_CALLS) waiting = waiting.map(([run]) => [run, clock.next()]);
    most = WAITING_CALLS;
    if (state === before) return;
    const calls = waiting;
    waiting = [];
    if (state === 'yes') {
      on.opened();
      for (const [run, time] of calls) run(time);
    } else on.shut();
  };

  return {
    isOpen,
    refresh,
    pass(run, done) {
      if (state === 'wait' && waiting.length < most) waiting.push([run, clock.next()]);
      else if (isOpen()) run(clock.next());
      else later(done);
    },
    start() {
      state = 'wait';
    },
    choose(choice) {
      said = choice;
      store.cookie('km_c', choice);
      refresh();
    },
  };
};
