import { describe, expect, it, vi } from 'vitest';
import { toFraction, toVariant } from '../../src/features/experiments.js';
import { SHAPE } from './support/ids.js';
import { openBrowser, openPage } from './support/page.js';

/** Ids in the shape of `km_abi`, always the same ones. */
const IDS = Array.from({ length: 100_000 }, (_, n) =>
  Buffer.from(
    Uint8Array.from({ length: 20 }, (_, byte) => (n * 2_654_435_761) >> (byte % 24)),
  ).toString('base64'),
);

const share = (test: string, variants: Parameters<typeof toVariant>[0], variant: string): number =>
  IDS.filter((id) => toVariant(variants, toFraction(`${id} ${test}`)) === variant).length /
  IDS.length;

describe('the draw of KM.ab, over 100,000 browsers', () => {
  /** Five standard deviations of a share of a half: 0.5 ± 0.008. */
  const CLOSE = 0.008;

  it('is fair to equal weights', () => {
    for (const test of ['Pricing', 'Pricing 2'])
      expect(Math.abs(share(test, ['a', 'b'], 'a') - 1 / 2), test).toBeLessThan(CLOSE);
    for (const variant of ['a', 'c'])
      expect(Math.abs(share('Three', ['a', 'b', 'c'], variant) - 1 / 3)).toBeLessThan(CLOSE);
  });

  it.each([
    [{ a: 80, b: 20 }],
    [{ a: 0.8, b: 0.2 }],
    [{ a: 4000, b: 1000 }],
    [{ a: 4, b: 1, c: 0 }],
  ])('keeps to the weights %j, of any scale', (weights) => {
    expect(Math.abs(share('Weighted', weights, 'a') - 0.8)).toBeLessThan(CLOSE);
    expect(share('Weighted', weights, 'c')).toBe(0);
  });

  it('is independent between two tests', () => {
    for (const [one, two] of [
      ['Pricing', 'Headline'],
      ['Test 1', 'Test 2'],
      ['a', 'aa'],
    ]) {
      const pick = (id: string, test: string) => toVariant(['a', 'b'], toFraction(`${id} ${test}`));
      const both = IDS.filter((id) => pick(id, one!) === 'a' && pick(id, two!) === 'a').length;
      expect(Math.abs(both / IDS.length - 1 / 4), `${one}, ${two}`).toBeLessThan(CLOSE);
    }
  });
});

describe('KM.ab (client.md: Commands)', () => {
  it('sets the variant on the first call of a page, and answers from memory later', async () => {
    const page = await openPage();
    const { KM } = page.window;
    const variant = KM.ab!('Pricing', ['a', 'b']);
    expect(['a', 'b']).toContain(variant);
    expect(KM.ab!('Pricing', ['a', 'b'])).toBe(variant);
    expect(await page.sent()).toEqual([['set', { Pricing: variant }]]);
    expect(page.cookies().km_abi).toMatch(SHAPE);
  });

  it('stays the same across pages, tests and visits', async () => {
    const browser = openBrowser();
    const variants: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      const page = await browser.open();
      variants.push(page.window.KM.ab!('Pricing', { a: 1, b: 1, c: 1, d: 1, e: 1 }));
      await page.sent();
      await page.leave();
      await browser.tick(40 * 86_400_000);
    }
    expect(new Set(variants).size).toBe(1);
    expect(browser.hits()).toHaveLength(4);
  });

  it('has the id of the original client, where there is one', async () => {
    const page = await openPage({ cookies: { km_abi: 'kept' } });
    page.window.KM.ab!('Pricing', ['a', 'b']);
    expect(page.cookies().km_abi).toBe('kept');
  });

  it.each([undefined, null, ''])('is null without a name: %j', async (name) => {
    const page = await openPage();
    expect(page.window.KM.ab!(name, ['a', 'b'])).toBeNull();
    expect(await page.sent()).toEqual([]);
  });

  it.each(['toString', 'constructor', 'hasOwnProperty'])('takes %s as a name', async (name) => {
    const page = await openPage();
    expect(['a', 'b']).toContain(page.window.KM.ab!(name, ['a', 'b']));
  });

  it('takes what are no variants without an exception', async () => {
    const { KM } = (await openPage()).window;
    for (const variants of [undefined, null, [], {}, 'a', { a: 'x' }, { a: 0 }, { a: -1, b: 1 }])
      expect(() => KM.ab!(JSON.stringify(variants) ?? 'none', variants)).not.toThrow();
  });

  it('works through push', async () => {
    const page = await openPage();
    page.push(['ab', 'Pricing', ['a']]);
    expect(await page.sent()).toEqual([['set', { Pricing: 'a' }]]);
  });

  it('calls back once with the variant, when it was delivered', async () => {
    const page = await openPage();
    const callback = vi.fn();
    const variant = page.window.KM.ab!('Pricing', ['a', 'b'], callback);
    expect(callback).not.toHaveBeenCalled();
    await page.tick(100);
    expect(callback.mock.calls).toEqual([[variant]]);
    await page.tick(5_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('calls back after a second, and on later calls, too', async () => {
    const page = await openPage();
    page.browser.collector = () => 'silent';
    const [first, second] = [vi.fn(), vi.fn()];
    const variant = page.window.KM.ab!('Pricing', ['a', 'b'], first);
    page.window.KM.ab!('Pricing', ['a', 'b'], second);
    expect(second).not.toHaveBeenCalled();
    await page.tick(1_000);
    expect([first.mock.calls, second.mock.calls]).toEqual([[[variant]], [[variant]]]);
  });

  it('draws without a cookie while consent is awaited, and keeps the draw', async () => {
    const page = await openPage({ early: [['configure', { consent: 'required' }]] });
    const variant = page.window.KM.ab!('Pricing', ['a', 'b', 'c', 'd', 'e', 'f']);
    await page.tick(2_000);
    expect(page.cookies()).toEqual({});
    page.push(['optIn']);
    expect(await page.sent()).toEqual([['set', { Pricing: variant }]]);
    expect(page.cookies().km_abi).toMatch(SHAPE);
    const next = await page.browser.open({ early: [['configure', { consent: 'required' }]] });
    expect(next.window.KM.ab!('Pricing', ['a', 'b', 'c', 'd', 'e', 'f'])).toBe(variant);
  });
});

/** One character each: its code modulo 100 is the bucket. */
const BUCKETS: [id: string, bucket: number][] = [
  ['d', 0],
  ['!', 33],
  ['"', 34],
  ['2', 50],
  ['3', 51],
  ['B', 66],
  ['C', 67],
  ['x', 20],
  ['y', 21],
  ['c', 99],
  // 122 + 122 + 56: a sum of several.
  ['zz8', 0],
];

describe("the original's rule: experiments: 'original'", () => {
  const TESTS: [variants: unknown, expected: (bucket: number) => string][] = [
    [['a', 'b'], (bucket) => (bucket <= 50 ? 'a' : 'b')],
    [['a', 'b', 'c'], (bucket) => (bucket <= 100 / 3 ? 'a' : bucket <= 200 / 3 ? 'b' : 'c')],
    [{ a: 20, b: 80 }, (bucket) => (bucket <= 20 ? 'a' : 'b')],
    [{ a: 1, b: 4 }, (bucket) => (bucket <= 20 ? 'a' : 'b')],
  ];

  it.each(BUCKETS)('km_abi %j is in bucket %i of every test', async (km_abi, bucket) => {
    const page = await openPage({
      cookies: { km_abi },
      early: [['configure', { experiments: 'original' }]],
    });
    const drawn = TESTS.map(([variants], n) => page.window.KM.ab!(`Test ${n}`, variants));
    expect(drawn).toEqual(TESTS.map(([, expected]) => expected(bucket)));
  });
});
