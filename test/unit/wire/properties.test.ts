import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeFields,
  decodeHit,
  decodeLine,
  encodeHit,
  type Hit,
  isVisible,
  LINE_BYTES,
  toNormalHit,
  toProperties,
  toRequest,
} from '../../../src/wire.js';

/** So many pairs of lines are decoded; `npm run prove:collector` asks for more. */
const RUNS = Number(process.env.TEST_DECODE_RUNS ?? 1_000);

/** Any UTF-16 text, lone surrogates included, often with what means something on the wire. */
const text = (maxLength = 40) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc.string({
      unit: fc.constantFrom(...'&=?#%+ _/,:\n\r\0"\\', '\ud800', '\udc00', '\ufeff', '🏙', 'é'),
      maxLength,
    }),
  );
const seconds = fc.integer({ min: -1e14, max: 1e14 }).map((n) => (n % 1e12) / 10_000 + 0);
const properties = fc.dictionary(text(), text(), { maxKeys: 8 });
const id = fc.stringMatching(/^[A-Za-z0-9_-]{11,22}$/);

/** Hits as our own code makes them, before they are normal. */
const hits: fc.Arbitrary<Hit> = fc
  .record(
    {
      kind: fc.constantFrom<Hit['kind']>('event', 'set', 'alias'),
      person: text(),
      name: text(),
      properties,
      time: seconds,
      timeGiven: fc.constant<true>(true),
      id,
      source: fc.constantFrom<NonNullable<Hit['source']>>('i', 'a', 'f', 'u'),
    },
    { requiredKeys: ['kind', 'person', 'name', 'properties', 'time'] },
  )
  .map(({ name, source, ...hit }) => ({
    ...hit,
    ...(hit.kind !== 'set' && { name }),
    ...(hit.kind === 'alias' && source && { source }),
  }));
/** An identity of which nothing can be seen is none for the collector (W3). */
const normalHits = hits
  .map(toNormalHit)
  .filter((hit): hit is Hit => hit !== undefined)
  .filter(
    ({ kind, person, name = '' }) => isVisible(person) && (kind !== 'alias' || isVisible(name)),
  );

const plain = (hit: Hit) => ({ ...hit, properties: { ...hit.properties } });

describe('a normal hit (W5)', () => {
  it('comes back from its line', () => {
    fc.assert(
      fc.property(normalHits, (hit) => {
        const decoded = decodeLine(encodeHit(hit));
        expect('hit' in decoded && plain(decoded.hit)).toEqual(plain(hit));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is one line of printable ASCII', () => {
    fc.assert(
      fc.property(normalHits, (hit) => {
        expect(encodeHit(hit)).toMatch(/^[!-~]+$/);
      }),
    );
  });

  it('stays as it is when made normal again', () => {
    fc.assert(
      fc.property(normalHits, (hit) => {
        expect(plain(toNormalHit(hit)!)).toEqual(plain(hit));
      }),
    );
  });

  it('keeps its meaning as a request, for any key (W6)', () => {
    fc.assert(
      fc.property(normalHits, fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), (hit, key) => {
        const request = toRequest(encodeHit(hit), key);
        const { id: _, source: __, ...rest } = plain(hit);
        const decoded = decodeLine(request);
        expect('hit' in decoded && { key: decoded.key, ...plain(decoded.hit) }).toEqual({
          key,
          ...rest,
          time: Math.round(hit.time!) + 0,
          timeGiven: true,
        });
        expect(request).not.toMatch(/[?&]_[iy]=/);
      }),
    );
  });
});

describe('hostile input', () => {
  it('has properties, or none, but never an exception (C10)', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      stringUnit: 'binary',
    });
    fc.assert(
      fc.property(anything, (given) => {
        const made = toProperties(given);
        for (const name in made) {
          expect(name).not.toMatch(/^_|[,:]|^$/);
          expect(typeof made[name]).toBe('string');
        }
        const line = encodeHit({ kind: 'set', person: 'p', properties: made });
        expect('hit' in decodeLine(line)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const trap = () => {
    throw new Error('trap');
  };
  it.each([
    ['a revoked proxy', revoked.proxy],
    ['a value that is a revoked proxy', { a: revoked.proxy }],
    ['a proxy whose traps throw', new Proxy({}, { ownKeys: trap, get: trap })],
    ['a toString that throws', { a: { toString: trap, valueOf: trap } }],
    ['a list with a getter that throws', { a: Object.defineProperty([1], 0, { get: trap }) }],
    ['a symbol', Symbol('x')],
    ['a function', trap],
  ])('%s', (_, given) => {
    expect({ ...toProperties(given) }).toEqual({});
  });

  it('decodes to a hit or to a reason', () => {
    const codes = /^[a-z_]+$/;
    fc.assert(
      fc.property(fc.constantFrom('e?', 's?', 'a?', '//e?', ''), text(300), (start, rest) => {
        for (const line of [start + rest, `${start}_p=p&_n=X&${rest}`]) {
          const decoded = decodeLine(line);
          if ('rejected' in decoded) expect(decoded.rejected).toMatch(codes);
          else {
            const again = decodeLine(encodeHit(decoded.hit));
            expect('hit' in again && plain(again.hit)).toEqual(plain(decoded.hit));
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('reads fields as the platform does (W2)', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'Z',
        '=',
        '&',
        '+',
        '%',
        '%20',
        '%2',
        '%41',
        '%C3%A9',
        '%E9',
        '%EF%BB%BF',
        '%00',
        '%F0%9F',
      ],
      ...['\0', 'é', '\ud83d\ude00', '?', '_p', ' ', '@'],
    );
    const query = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(query, (sent) => {
        // Node reads what is not escaped wrongly beside a stray %.
        const escaped = sent.replace(/^\?+/, '').replace(/[^\0-\x7f]+/g, encodeURIComponent);
        const expected = new URLSearchParams(escaped);
        // Bytes that are no UTF-8 are ours to read (W2); the platform gives them up.
        fc.pre(![...expected].flat().some((text) => text.includes('\ufffd')));
        expect([...decodeFields(sent)]).toEqual([...new Map(expected)]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads query and body as one, the body winning (W7)', () => {
    const fields = decodeFields('?_k=demo&_p=p&Plan=Free', '_n=X&Plan=Pro');
    const decoded = decodeHit('e', fields);
    expect('hit' in decoded && plain(decoded.hit)).toEqual({
      kind: 'event',
      person: 'p',
      name: 'X',
      properties: { Plan: 'Pro' },
    });
    expect([...fields.keys()]).toEqual(['_k', '_p', 'Plan', '_n']);
  });

  it('fits on a line whatever the hit', () => {
    const long = fc.string({ unit: 'binary', minLength: 1_500, maxLength: 2_500 });
    const many = fc.dictionary(text(300), long, { minKeys: 5, maxKeys: 12 });
    fc.assert(
      fc.property(many, (given) => {
        const hit = toNormalHit({ kind: 'event', person: 'p', name: 'X', properties: given })!;
        expect(encodeHit(hit).length).toBeLessThanOrEqual(LINE_BYTES);
      }),
      { numRuns: 50 },
    );
  });
});
