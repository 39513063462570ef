import type { HitRecord, LogRecord } from '../../src/ingest/record.js';
import { createRandom, toAnonymous } from './history.js';
import { T0 } from './records.js';

/** Events of the generated histories; names that differ in case are different events. */
export const EVENTS = [
  'Visited Site',
  'Viewed Pricing',
  'Signed Up',
  'signed up',
  'Logged In',
  'Purchased',
];
export const PLANS = ['Free', 'Pro', "Team '); --", ''];

const DAY = 86_400_000;

/** What lies between two steps of people, in seconds: windows of random plans are as long. */
export const DISTANCES = [1, 60, 3600, 86_400, 604_800];
/** So many hits are of nightly jobs, which know whole seconds: those of one night share them. */
const JOB_PART = 0.6;
/** So many of them are of one night, in which everything was moved: their millisecond is crowded. */
const EXPORT_PART = 0.3;
const EXPORT_DAY = 100;

/**
 * A year of a site for reports: people with several browsers who sign in, ties in time, late hits, repeats, money of
 * all kinds, properties of people and of events that change, and one with more values than are shown.
 */
export const makeReportHistory = (seed: number, count: number): LogRecord[] => {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <One>(from: readonly One[]) => from[below(from.length)]!;
  const visitors = Math.ceil(count / 12);
  const records: HitRecord[] = [];
  let clock = T0 - 300 * DAY;
  const step = (360 * DAY) / count;
  /** Of a person for whom a job writes several hits. */
  let who = 0;
  let left = 0;
  const toJobTime = () => {
    const days = random() < EXPORT_PART ? EXPORT_DAY : Math.ceil((T0 - clock) / DAY);
    const night = T0 - days * DAY;
    return night - (random() < 0.5 ? 0 : pick(DISTANCES) * 1000);
  };
  for (let seq = 1; seq <= count; seq++) {
    // Bursts, so that hits tie, and now and then a long silence.
    clock += random() < 0.5 ? 0 : random() < 0.5 ? below(5000) : below(4 * step);
    if (left-- <= 0) {
      who = Math.floor(random() ** 2 * visitors);
      left = below(4);
    }
    const browser = toAnonymous(who * 3 + below(3));
    const isJob = random() < JOB_PART;
    const _p = !isJob && random() < 0.6 ? browser : `v${who}@example.com`;
    const late = random() < 0.1 ? below(30 * DAY) : 0;
    const fate = random();
    const last = records.at(-1);
    if (fate < 0.02 && last) {
      records.push({ ...last, seq, received: clock });
      continue;
    }
    const fields: Record<string, string> = { _p };
    let kind: HitRecord['kind'] = 'e';
    if (fate < 0.1) {
      kind = 'a';
      fields._n = `V${who}@Example.com`;
      fields._p = browser;
      fields._y = 'i';
    } else if (fate < 0.2) {
      kind = 's';
      fields.Plan = pick(PLANS);
      if (random() < 0.5) fields['A/B ~ "test"'] = pick(['control', 'new', 'newer']);
      fields.Town = `Town ${below(40)}`;
    } else {
      fields._n = pick(EVENTS);
      if (random() < 0.5)
        fields.Source = pick([
          'Ads',
          'Mail',
          'Blog',
          '(other)',
          '"(not set)"',
          `Site ${below(30)}`,
        ]);
      if (random() < 0.3) fields.Seats = pick(['1', ' 5 ', '10', '.5', '-3', 'many', '1e3']);
      if (fields._n === 'Purchased') {
        fields.Revenue = pick(['49.99', '-49.99', '-99.99', '0.00005', '100', 'free', '0']);
        if (random() < 0.1) fields.Currency = pick(['EUR', 'usd', 'CHF']);
      }
    }
    const time = isJob ? toJobTime() : clock - late;
    fields._t = String(time / 1000);
    fields._i = String(seq);
    records.push({
      type: 'hit',
      v: 1,
      seq,
      site: random() < 0.97 ? 'demo' : 'other',
      kind,
      fields: Object.entries(fields),
      received: clock,
      time,
      via: 'batch',
    });
  }
  return records;
};
