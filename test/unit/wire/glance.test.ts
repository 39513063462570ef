import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLine } from '../../../src/wire/decode.js';
import { glance } from '../../../src/wire/glance.js';

describe('a glance at a line', () => {
  test.each([
    [
      'an event',
      'e?Plan=Pro&_n=Signed%20Up&_p=ada&_t=1795336083.478&_i=k3f9',
      { kind: 'event', time: 1795336083.478 },
    ],
    ['a set', 's?Plan=Pro&_p=ada&_t=12', { kind: 'set', time: 12 }],
    ['an alias', 'a?_n=ada&_p=x&_t=12&_y=i', { kind: 'alias', time: 12 }],
    ['a given time', 'e?_n=A&_p=ada&_t=12&_d=1', { kind: 'event', time: 12, timeGiven: true }],
    ['no time', 'e?_n=A&_p=ada', { kind: 'event' }],
    ['UTF-8', 'e?_n=Pay%C3%A9&_p=zo%C3%AB', { kind: 'event' }],
    ['a site key', 'e?_k=demo&_n=A&_p=ada', { kind: 'event', key: 'demo' }],
    ['the last of a repeated name', 'e?_n=A&_p=ada&_t=1&_t=2', { kind: 'event', time: 2 }],
  ])('%s', (_, line, expected) => {
    expect(glance(line)).toEqual(expected);
  });

  test.each([
    ['an unknown kind', 'x?_n=A&_p=ada'],
    ['a slash', '/e?_n=A&_p=ada'],
    ['nobody', 'e?_n=A'],
    ['nothing', 'e?_p=ada'],
    ['an escaped name', 'e?_n=A&_p=ada&%5Fp=eve'],
    ['an escaped letter of a name', 'e?_n=A&_p=ada&_%70=eve'],
    ['a name without a value', 'e?_n=A&_p=ada&_p'],
    ['a question mark before a name', 'e??_p=ada&_n=A'],
    ['an escaped site key', 'e?_k=d%65mo&_n=A&_p=ada'],
    ['an escaped time', 'e?_n=A&_p=ada&_t=%31'],
    ['a time in milliseconds', 'e?_n=A&_p=ada&_t=1795336083478&_d=1'],
    ['bytes that are no UTF-8', 'e?_n=A&_p=andr%E9'],
    ['bytes that are no UTF-8 in a property', 'e?Pay%E9=1&_n=A&_p=ada'],
    ['an identity that begins with what may be invisible', 'e?_n=A&_p=%E2%80%8Bada'],
    ['an identity of a space', 'e?_n=A&_p=+'],
    ['a second identity of a space', 'a?_n=+&_p=ada'],
    ['a long identity', `e?_n=A&_p=${'x'.repeat(256)}`],
    ['a long line', `e?_n=A&_p=ada&x=${'x'.repeat(6000)}`],
  ])('leaves to decoding: %s', (_, line) => {
    expect(glance(line)).toBeUndefined();
  });

  test('says nothing that decoding does not say', () => {
    const pair = fc.tuple(
      fc.constantFrom(
        '_p',
        '_n',
        '_t',
        '_d',
        '_k',
        '_i',
        'Plan',
        '_',
        '_ua',
        '%5Fp',
        '_%6e',
        '+',
        '?_p',
        '',
      ),
      fc.constantFrom('=', '', '=='),
      fc.oneof(
        fc.constantFrom(
          '1',
          '0',
          '12.5',
          '1e3',
          '.5',
          '-1',
          '17953360834780',
          '%31',
          '+',
          '%',
          '%EF%BB%BF',
          '%E0',
          '%81',
          '%E2%80%8B',
          ' ',
          'zo%C3%AB',
          'x'.repeat(255),
          'x'.repeat(256),
        ),
        fc.string({ maxLength: 12, unit: 'binary' }),
      ),
    );
    const line = fc
      .tuple(
        fc.constantFrom('e?_n=A&_p=ada&', 's?_p=ada&', 'a?_p=x&_n=ada&', 'e', '/e'),
        fc.constantFrom('', '', '?', '??'),
        fc.array(pair, { maxLength: 6 }),
      )
      .map(
        ([kind, mark, pairs]) => `${kind}${mark}${pairs.map((each) => each.join('')).join('&')}`,
      );
    let seen = 0;
    fc.assert(
      fc.property(line, (text) => {
        const looked = glance(text);
        if (!looked) return;
        seen++;
        const decoded = decodeLine(text);
        expect(decoded).toHaveProperty('hit');
        if (!('hit' in decoded)) return;
        const { kind, time, timeGiven } = decoded.hit;
        const key = decoded.key || undefined;
        expect({ kind, key, time, timeGiven }).toEqual({
          key: undefined,
          time: undefined,
          timeGiven: undefined,
          ...looked,
        });
      }),
      { numRuns: 3000 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});
