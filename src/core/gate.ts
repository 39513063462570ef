import { readGlobal } from '../browser/page.js';
import type { Clock, WaitingCall } from './clock.js';
import { later } from './once.js';
import type { Store } from './store.js';

/** Most calls that wait in memory for the person's consent. */
const WAITING_CALLS = 1_000;

export interface Gate {
  /** Runs a call now, or when the person allows it, or never; `done` is told when it is dropped. */
  pass(run: () => void, done?: () => void): void;
  /** Whether anything may be kept or sent. */
  isOpen(): boolean;
  /** Lets calls wait for the first `refresh`; without it they are dropped. */
  start(): void;
  isStarted(): boolean;
  /** Looks again what the person allows: another tab may have changed it. */
  refresh(): void;
  /** The person says yes (`1`) or no (`0`). */
  choose(choice: string): void;
}

export interface GateNeeds {
  settings: { consent: 'granted' | 'required'; respectGpc: boolean; respectDnt: boolean };
  store: Store;
  clock: Clock;
  /** The person allows it, after calls have waited for that; they run next. */
  opened(): void;
  /** The person does not allow it. */
  shut(): void;
}

/** Pages of the original client ask for silence by globals. */
const isMuted = (): boolean => !!(readGlobal('KM_DNT') || readGlobal('KMDNTH'));

/** Lets calls through as far as the person and the page allow. */
export const createGate = ({ settings, store, clock, opened, shut }: GateNeeds): Gate => {
  let state: 'none' | 'wait' | 'yes' | 'no' = 'none';
  /** The choice where no cookie may hold it. */
  let said = '';
  let waiting: WaitingCall[] = [];
  /** Everything waits for the page, not everything for the person. */
  let most = Infinity;

  /** What the person said, else what the browser says, else what the site asks for. */
  const read = () => {
    const choice = store.readCookie('km_c') || said;
    const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
      globalPrivacyControl?: boolean;
    };
    const refuses =
      (settings.respectGpc && globalPrivacyControl) || (settings.respectDnt && doNotTrack === '1');
    if (choice ? choice !== '1' : refuses) return 'no';
    return choice || settings.consent === 'granted' ? 'yes' : 'wait';
  };

  const gate: Gate = {
    pass(run, done) {
      if (state === 'wait' && waiting.length < most) waiting.push([clock.now(), run]);
      else if (gate.isOpen()) run();
      else later(done);
    },
    isOpen: () => state === 'yes' && !isMuted(),
    start() {
      state = 'wait';
    },
    isStarted: () => state !== 'none',
    refresh() {
      if (state === 'none') return;
      const before = state;
      state = read();
      most = WAITING_CALLS;
      waiting.splice(most);
      if (state === before) return;
      const calls = waiting;
      waiting = [];
      if (state === 'yes') {
        opened();
        clock.replay(calls);
      } else if (state === 'no') shut();
    },
    choose(choice) {
      said = choice;
      store.writeCookie('km_c', choice);
      gate.refresh();
    },
  };
  return gate;
};
