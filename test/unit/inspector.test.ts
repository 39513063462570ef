import { describe, expect, it } from 'vitest';
import { ADA } from './support/ids.js';
import { openPage, type Page, type PageOptions } from './support/page.js';

type Entry = [milliseconds: number, kind: string, ...detail: never[]];

const open = (debug: unknown, options: PageOptions = {}): Promise<Page> =>
  openPage({ ...options, globals: { KM_SITE: { debug }, ...options.globals } });

const entriesOf = (page: Page): Entry[] =>
  (page.window as unknown as { KM_INSPECT?: Entry[] }).KM_INSPECT ?? [];
/** What was told, but for the getters that the library itself calls. */
const toldOf = (page: Page): Entry[] =>
  entriesOf(page).filter(([, kind, name]) => kind !== 'call' || !/^(i|u|rf)$/.test(name ?? ''));
const kindsOf = (page: Page): string[] => toldOf(page).map(([, kind]) => kind);

/** Which pages load the inspector (C33). */
const LOADS: [what: string, debug: unknown, query: string, loads: boolean][] = [
  ['by default', undefined, '', false],
  ['by default, asked by the address', undefined, '?km_debug=1', false],
  ['debug: false', false, '?km_debug=1', false],
  ['debug: true', true, '', true],
  ["debug: 'url'", 'url', '', false],
  ["debug: 'url', asked", 'url', '?km_debug=1', true],
  ["debug: 'url', asked among others", 'url', '?a=b&km_debug=1&c=d', true],
  ["debug: 'url', asked not to", 'url', '?km_debug=0', false],
  ["debug: 'url', asked in the hash", 'url', '#km_debug=1', false],
  ["debug: 'url', something like it", 'url', '?km_debug=12', false],
];

describe('the inspector (C33)', () => {
  it.each(LOADS)('%s', async (_, debug, query, loads) => {
    const page = await open(debug, { url: `https://www.example.com/${query}` });
    page.push(['record', 'A']);
    await page.sent();
    expect(page.imported).toEqual(loads ? ['https://t.example.com/kmq-debug.js'] : []);
    expect('KM_INSPECT' in page.window).toBe(loads);
    expect([page.warnings, page.errors]).toEqual([[], []]);
  });

  it.each([['lite'], ['']])('is loaded by kmq%s.js', async (which) => {
    const script = which ? 'kmq-lite' : 'kmq';
    const page = await open(true, { script });
    expect(page.imported).toHaveLength(1);
  });

  it('is loaded once, by the first client that asks, also later', async () => {
    const page = await open(false);
    page.push(['configure', { debug: true }]);
    page.push(['configure', { debug: true }]);
    expect(page.imported).toHaveLength(1);
    expect(kindsOf(page)).toEqual(['call']);
  });

  it('has the name that the site gives it (C29)', async () => {
    const page = await openPage({
      globals: { KM_SITE: { debug: true, debugFile: 'x/look.js' } },
      src: 'https://www.example.com/a/b.js',
    });
    expect(page.imported[0]).toBe('https://www.example.com/a/x/look.js');
  });

  it('is told what happens, in order, from the first early call on', async () => {
    const page = await open(true, { early: [['record', 'A', { a: 1 }]] });
    page.answer({ status: 500 });
    page.push(['identify', ADA]);
    page.push(['record', 'B'], ['configure', { nothing: 1 }]);
    await page.sent();
    await page.tick(20_000);
    const kinds = kindsOf(page);
    expect(kinds.slice(0, 6)).toEqual(['call', 'identity', 'hit', 'stored', 'sent', 'call']);
    expect(new Set(kinds)).toEqual(
      new Set(['call', 'hit', 'identity', 'stored', 'sent', 'answer', 'removed', 'warning']),
    );
    const of = (kind: string) => toldOf(page).filter((entry) => entry[1] === kind);
    expect(of('call').map(([, , name, values]) => [name, values])).toEqual([
      ['record', ['A', { a: 1 }]],
      ['identify', [ADA]],
      ['record', ['B']],
      ['configure', [{ nothing: 1 }]],
    ]);
    expect(of('hit')[0]![2]).toMatchObject({ kind: 'event', name: 'A', properties: { a: '1' } });
    expect(of('identity').at(-1)!.slice(2)).toEqual([page.cookies().km_ai, ADA, '']);
    const lines = page.batches()[0]!.lines;
    expect(of('stored')[0]![2]).toEqual(lines);
    expect(of('sent')[0]!.slice(2)).toEqual([lines, 1]);
    expect(of('answer').map(([, , , answer]) => answer?.[0])).toEqual([200, 500, 200]);
    expect(of('warning')[0]).toContain('nothing');
    for (const [at] of entriesOf(page)) expect(typeof at).toBe('number');
  });

  it('that a page has broken costs no hit', async () => {
    const throwing = () => {
      throw new Error('mine');
    };
    for (const broken of [Object.freeze([]), { length: 0, push: throwing }, 7]) {
      const page = await open(false, { globals: { KM_INSPECT: broken } });
      page.push(['record', 'A']);
      await page.sent();
      expect(page.hits()).toMatchObject([{ name: 'A' }]);
    }
  });

  it('that never comes costs no more than a thousand entries', async () => {
    const page = await open(true);
    for (let n = 0; n < 1_500; n++) page.push(['flush']);
    expect(entriesOf(page)).toHaveLength(1_000);
  });
});
