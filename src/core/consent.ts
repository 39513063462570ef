import { readGlobal } from '../browser/global.js';
import { later } from './once.js';
import type { Settings } from './settings.js';
import type { Store } from './store.js';

/** Most calls that wait in memory for the person's consent. */
const WAITING_CALLS = 1_000;

export type Consent = [
  /**
   * Runs a call now, or when the person allows it, or never, with the Unix seconds at which it was made; `done` is
   * told when it is dropped.
   */
  pass: (run: (time: number) => void, done?: () => void) => void,
  /** Whether anything may be kept or sent. */
  isOpen: () => boolean,
  /** Looks again what the person allows: another tab may have changed it. Tells whether anything may be sent. */
  refresh: () => boolean,
  /** The person says yes (`1`) or no (`0`). */
  choose: (choice: string) => void,
];

/**
 * Lets calls through as far as the person and the page allow: none before the first `refresh`. `changed` runs when the
 * person allows it, before the calls that waited for that, and when the person does not.
 */
export const createConsent = (
  settings: Settings,
  { cookie }: Store,
  next: () => number,
  changed: (isAllowed: boolean) => void,
): Consent => {
  /** `1` yes, `0` no, `?` the person has to say; '' nobody looked, or there is nowhere to send to. */
  let state = '';
  const waiting: [run: (time: number) => void, time: number][] = [];

  /** What the person said, else what the browser says, else what the site asks for. */
  const read = (): string => {
    const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
      globalPrivacyControl?: boolean;
    };
    const refuses =
      (settings.respectGpc && globalPrivacyControl) || (settings.respectDnt && +doNotTrack!);
    const site = refuses ? '0' : settings.consent === 'granted' ? '1' : '?';
    return settings.key && settings.endpoint && (cookie('km_c') || site);
  };

  // Pages of the original client ask for silence by globals.
  const isOpen = () => state === '1' && !['KM_DNT', 'KMDNTH'].some(readGlobal);

  const refresh = (): boolean => {
    const before = state;
    state = read();
    if (state !== before && state !== '?') {
      const isAllowed = state === '1';
      changed(isAllowed);
      for (const [run, time] of waiting.splice(0)) if (isAllowed) run(time);
    }
    return isOpen();
  };

  return [
    (run, done) => {
      if (state === '?' && waiting.length < WAITING_CALLS) waiting.push([run, next()]);
      else if (isOpen()) run(next());
      else later(done);
    },
    isOpen,
    refresh,
    (choice) => {
      if (!state) return;
      cookie('km_c', choice);
      refresh();
    },
  ];
};
