import type { HitRecord, LogRecord } from '../../src/ingest/record.js';
import { T0 } from './records.js';

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const EVENTS = [
  'Visited Site',
  'Viewed Pricing',
  'Signed Up',
  'Purchased',
  'Canceled',
  'signed up',
];
const AMOUNTS = ['49.99', '-49.99', '0.00005', '1e3', '$5', '.5', '-0.12345', '100'];
const PLANS = ['Free', 'Pro', 'Team %_ "x"', 'Prö\u0000', ''];
const DAY = 86_400_000;

/** The n-th anonymous id. */
export const toAnonymous = (n: number): string =>
  Buffer.from(`${n}`.padStart(20, 'kmq')).toString('base64');

/**
 * A history as a site might have had it: visitors with several browsers, shared browsers, aliases, forms,
 * placeholders, ties, late hits, repeats, hits without id or time, two sites, and words of humans.
 */
export const makeHistory = (seed: number, count: number, visitors = count / 20): LogRecord[] => {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <One>(from: readonly One[]) => from[below(from.length)]!;
  const browser = () => toAnonymous(below(visitors));
  const name = () => {
    const n = below(visitors / 2);
    if (random() < 0.03) return pick(['undefined', '"null"', 'Guest']);
    if (random() < 0.3) return `name ${n}`;
    return random() < 0.5 ? `v${n}@example.com` : `V${n}@Example.com`;
  };

  const toFields = (): [HitRecord['kind'], Record<string, string>] => {
    const fate = random();
    if (fate < 0.08) {
      const _y = pick(['i', 'i', 'i', 'a', 'f', 'u', '']);
      const [_n, _p] = random() < 0.85 ? [name(), browser()] : [name(), name()];
      return ['a', { _n, _p, ...(_y && { _y }) }];
    }
    const _p = random() < 0.5 ? browser().replaceAll('+', ' ') : name();
    if (fate < 0.2) return ['s', { Plan: pick(PLANS), [`Key ${below(4)}`]: `${below(50)}`, _p }];
    const _n = pick(EVENTS);
    const amount = pick(AMOUNTS);
    if (_n === 'Purchased') return ['e', { Revenue: amount, 'Billing Amount': '7', _n, _p }];
    if (_n === 'Canceled') return ['e', { 'Billing Amount': amount, _n, _p }];
    return ['e', { ...(random() < 0.3 && { Revenue: amount }), _n, _p }];
  };

  let clock = T0;
  const records: LogRecord[] = [];
  const hits: HitRecord[] = [];
  for (let seq = 1; seq <= count; seq++) {
    clock += pick([0, 0, 0, 1, 7, 60_000]);
    const site = random() < 0.9 ? 'demo' : 'other';
    const fate = random();
    const again = pick(hits.length ? hits : [undefined]);
    if (fate < 0.04 && again) records.push({ ...again, seq, received: clock });
    else if (fate < 0.043)
      records.push({ type: 'unlink', v: 1, seq, site, received: clock, a: name(), b: browser() });
    else {
      const [kind, fields] = toFields();
      const time = random() < 0.05 ? clock - below(20 * DAY) : clock;
      const timed = random() < 0.95;
      if (timed) fields._t = String(time / 1000);
      if (random() < 0.7) fields._i = `${below(count)}`;
      const hit: HitRecord = {
        type: 'hit',
        v: 1,
        seq,
        site,
        kind,
        fields: Object.entries(fields),
        received: clock,
        time: timed ? time : clock,
        via: 'batch',
      };
      hits.push(hit);
      records.push(hit);
    }
  }
  return records;
};
