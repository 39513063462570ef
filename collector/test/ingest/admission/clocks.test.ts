import { describe, expect, it } from 'vitest';
import { createClocks } from '../../../src/ingest/admission/clocks.js';
import { isPlaceholder } from '../../../src/people/identity.js';
import { NOW } from '../../support/hits.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const toSender = (who: string, agent = 'Firefox', site = 'demo') => ({
  site,
  agent,
  lines: [`e?_n=A&_p=${who}&_t=1&_i=x`],
});
/** What is answered to differences told at moments after `NOW`. */
const tell = (
  told: readonly [at: number, difference: number][],
  clocks = createClocks(isPlaceholder),
) => told.map(([at, difference]) => clocks.take(toSender('ada'), difference, NOW + at));

describe('how far a sender’s clock is behind (W9)', () => {
  it.each<[string, [at: number, difference: number, expected: number][]]>([
    ['nothing else is known: what its batch says', [[0, 90_000, 90_000]]],
    [
      'a right clock, a request under way for 90 s: the clock is still right',
      [
        [0, 80, 80],
        [5 * MINUTE, 90_000, 80],
        [6 * MINUTE, 95, 95],
      ],
    ],
    [
      'the first one is under way for 90 s: right from the second one on',
      [
        [0, 90_000, 90_000],
        [SECOND, 100, 100],
        [MINUTE, 90_000, 100],
      ],
    ],
    [
      'a clock that is an hour slow, some requests slower than others',
      [
        [0, HOUR + 200, HOUR + 200],
        [MINUTE, HOUR + 90_000, HOUR + 200],
        [2 * MINUTE, HOUR + 100, HOUR + 100],
      ],
    ],
    [
      'a clock that is an hour fast',
      [
        [0, -HOUR + 90_000, -HOUR + 90_000],
        [MINUTE, -HOUR + 100, -HOUR + 100],
        [2 * MINUTE, -HOUR + 300, -HOUR + 100],
      ],
    ],
    [
      'set back by an hour: corrected at once',
      [
        [0, 100, 100],
        [MINUTE, HOUR, HOUR],
        [2 * MINUTE, HOUR + 90_000, HOUR],
      ],
    ],
    [
      'set forward by an hour, and right again: corrected at once, both times',
      [
        [0, 100, 100],
        [MINUTE, -HOUR, -HOUR],
        [2 * MINUTE, 150, 150],
        [3 * MINUTE, 90_000, 150],
      ],
    ],
    [
      'what was told counts for an hour',
      [
        [0, 100, 100],
        [HOUR - 1, 90_000, 100],
        [HOUR, 90_000, 90_000],
      ],
    ],
    [
      'then the next smallest within the hour counts',
      [
        [0, 100, 100],
        [20 * MINUTE, 500, 500],
        [30 * MINUTE, 300, 300],
        [40 * MINUTE, 70_000, 100],
        [HOUR, 90_000, 300],
        [90 * MINUTE, 91_000, 70_000],
      ],
    ],
    [
      'what latency explains is taken as it is: a device under the same name that is ahead moves nothing',
      [
        [0, -5 * MINUTE, -5 * MINUTE],
        [SECOND, 100, 100],
        [2 * SECOND, 59_999, 59_999],
        [3 * SECOND, -5 * MINUTE, -5 * MINUTE],
      ],
    ],
    [
      'as many as there are, the smallest is not forgotten',
      [
        [0, 100, 100],
        ...Array.from({ length: 59 }, (_, n): [number, number, number] => [
          n * MINUTE,
          61_000 + n * SECOND,
          100,
        ]),
      ],
    ],
  ])('%s', (_, story) => {
    expect(tell(story.map(([at, difference]) => [at, difference]))).toEqual(
      story.map(([, , expected]) => expected),
    );
  });

  it.each([
    ['person', toSender('bob')],
    ['browser', toSender('ada', 'Chrome')],
    ['program without a name', { ...toSender('ada'), agent: undefined }],
    ['site', toSender('ada', 'Firefox', 'other')],
  ])('another %s is another sender', (_, other) => {
    const clocks = createClocks(isPlaceholder);
    expect(clocks.take(toSender('ada'), 0, NOW)).toBe(0);
    expect(clocks.take(other, 5 * MINUTE, NOW)).toBe(5 * MINUTE);
    expect(clocks.take(toSender('ada'), -5 * MINUTE, NOW)).toBe(-5 * MINUTE);
    expect(clocks.take(other, 5 * MINUTE, NOW)).toBe(5 * MINUTE);
  });

  it.each(['guest', '%22undefined%22', '', 'NULL'])(
    'many strangers are called %j: each batch stands for itself',
    (who) => {
      const clocks = createClocks(isPlaceholder);
      expect(clocks.take(toSender(who), -5 * MINUTE, NOW)).toBe(-5 * MINUTE);
      expect(clocks.take(toSender(who), 0, NOW)).toBe(0);
    },
  );

  it('whoever signs in goes on being the same sender', () => {
    const clocks = createClocks(isPlaceholder);
    const batch = (...lines: string[]) => ({ ...toSender(''), lines });
    clocks.take(batch('e?_n=A&_p=anonymous1&_t=1'), 100, NOW);
    const identified = batch('a?_n=ada%40example.com&_p=anonymous1&_t=2', 'e?_p=ada%40example.com');
    expect(clocks.take(identified, 90_000, NOW)).toBe(100);
    expect(clocks.take(batch('e?_n=B&_p=ada@example.com&_t=3'), 90_000, NOW)).toBe(100);
  });

  it('lines without anybody break nothing', () => {
    const clocks = createClocks(isPlaceholder);
    for (const lines of [[], [''], ['e?_n=A'], ['e?_p=%E0%A4%A'], ['e?_p']])
      expect(clocks.take({ ...toSender(''), lines }, 90_000, NOW)).toBe(90_000);
  });

  it('however many senders are claimed, those heard of last are remembered, and no more', () => {
    const clocks = createClocks(isPlaceholder, 100);
    clocks.take(toSender('old'), 100, NOW);
    clocks.take(toSender('ada'), 100, NOW);
    for (let n = 0; n < 1000; n++) {
      clocks.take(toSender(`made-up-${n}`), n, NOW);
      if (n % 50 === 0) clocks.take(toSender('ada'), 200, NOW);
    }
    expect(clocks.take(toSender('ada'), 90_000, NOW)).toBe(100);
    expect(clocks.take(toSender('old'), 90_000, NOW)).toBe(90_000);
  });
});
