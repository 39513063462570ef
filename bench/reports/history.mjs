import { createHash } from 'node:crypto';

/** Local midnight a year before the end of the history: the same for every run. */
export const FROM = Date.UTC(2025, 10, 22);
export const TO = Date.UTC(2026, 10, 22);
export const STEPS = [
  'Visited Site',
  'Viewed Pricing',
  'Started Trial',
  'Activated',
  'Converted to Paid',
];
const SOURCES = ['Ads', 'Search', 'Mail', 'Blog', 'Partner', 'Direct'];
const PLANS = ['Free', 'Basic', 'Pro', 'Team'];
/** Hits of one person, on average. */
const HITS_EACH = 12;
/** Part of all people that a person's visits are spread over. */
const STAY = 0.04;
const BATCH = 5000;

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
const createRandom = (seed) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const toBrowser = (who, device) => createHash('sha1').update(`${who}.${device}`).digest('base64');

/**
 * Records of a year of a SaaS company, as the log would have them: people who come, look at prices, try, pay; anonymous
 * first, then by e-mail, some with a second device.
 */
export const createHistory = (hits) => {
  const random = createRandom(7);
  const people = Math.ceil(hits / HITS_EACH);
  const levels = new Uint8Array(people);
  const step = (TO - FROM) / hits;

  const toHit = (seq) => {
    const time = Math.floor(FROM + (seq - 1) * step);
    const who = Math.max(
      0,
      Math.floor((seq / hits) * people + people * STAY * Math.log(1 - random())) - 1,
    );
    const level = levels[who];
    const device = random() < 0.15 ? 1 : 0;
    const isNamed = level >= 3 && device === 0;
    const fields = [['_p', isNamed ? `p${who}@example.com` : toBrowser(who, device)]];
    let kind = 'e';
    const fate = level >= 3 ? random() : 1;
    if (fate < 0.05) {
      kind = 'a';
      fields[0][1] = toBrowser(who, device);
      fields.push(['_n', `p${who}@example.com`], ['_y', 'i']);
    } else if (fate < 0.1) {
      kind = 's';
      fields.push(['Plan', PLANS[who % 4]], ['Company Size', `${who % 50}`]);
    } else if (level < 5 && (level === 0 || random() < 0.25)) {
      fields.push(['_n', STEPS[level]], ['URL', `/page/${seq % 97}`]);
      if (level === 0)
        fields.push(
          ['Source', SOURCES[who % 6]],
          ['Campaign Name', `Campaign ${who % 40}`],
          ['Referrer', `https://site${who % 300}.example/`],
        );
      if (level === 4) fields.push(['Revenue', `${(1 + (who % 5)) * 9.99}`]);
      levels[who] = level + 1;
    } else if (level === 5 && random() < 0.2) {
      fields.push(['_n', 'Renewed'], ['Revenue', random() < 0.05 ? '-49.99' : '49.99']);
    } else {
      const name = level >= 3 && random() < 0.5 ? 'Logged In' : 'Page View';
      fields.push(['_n', name], ['Viewed URL', `/page/${seq % 997}`], ['Page Title', 'A page']);
    }
    fields.push(['_t', String(time / 1000)], ['_i', String(seq)]);
    return {
      ...{ type: 'hit', v: 1, seq, site: 'bench', kind, fields },
      ...{ received: time + 200, time, via: 'batch', sent: String(time / 1000) },
    };
  };

  /** A reader of the log, from its start to its end once. */
  return async function* read(after, upTo) {
    // The state of people follows from all that came before.
    for (let seq = after + 1; seq <= upTo; seq += BATCH)
      yield Array.from({ length: Math.min(BATCH, upTo - seq + 1) }, (_, n) => toHit(seq + n));
  };
};
