import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { toGtmSnippet, toSnippet, toSnippetCode } from '../../src/snippet.js';

/** Bytes before compression, key and address not counted. */
const SNIPPET_BYTES = 1_620;
const BARE_BYTES = 405;

const SITE = { key: 'demo', script: 'https://track.example.com/demo.2.js' };

interface Page {
  _kmq: unknown[] & { t?: unknown; sent?: number };
  _kmk: string;
  KM?: object;
  document: { cookie: string };
  dispatchEvent(event: unknown): boolean;
  Event: new (type: string) => unknown;
}

/** A page whose head ends with the snippet; `before` runs in the page, ahead of it. */
const open = (snippet: string, before = '') => {
  const { window } = new JSDOM(`<!doctype html><head><script>${before}</script>${snippet}</head>`, {
    runScripts: 'dangerously',
    url: 'https://shop.example/pricing?km_plan=pro#top',
  });
  const added = [...window.document.querySelectorAll<HTMLScriptElement>('script[src]')];
  return { page: window as unknown as Page, added };
};

describe('the snippet (C1)', () => {
  it(`has at most ${SNIPPET_BYTES} bytes`, () => {
    expect(toSnippet({ key: '', script: '' }).length).toBeLessThanOrEqual(SNIPPET_BYTES);
  });

  it(`has at most ${BARE_BYTES} bytes without its unload line`, () => {
    const bare = toSnippet({ key: '', script: '', unload: false });
    expect(bare.length).toBeLessThanOrEqual(BARE_BYTES);
    expect(bare).not.toContain('pagehide');
  });

  it('makes a queue, remembers the key, and asks for one script', () => {
    const { page, added } = open(toSnippet(SITE));
    expect(Array.isArray(page._kmq)).toBe(true);
    expect(page._kmk).toBe('demo');
    expect(added.map(({ src }) => src)).toEqual([SITE.script]);
  });

  it('keeps the queue and the key of the page', () => {
    const before = `_kmq = [['record', 'Early']]; _kmk = 'mine'`;
    const { page } = open(toSnippet(SITE), before);
    expect([...page._kmq].map((call) => [...(call as unknown[])])).toEqual([['record', 'Early']]);
    expect(page._kmk).toBe('mine');
  });

  it('passes its nonce on (C32)', () => {
    const { added } = open(toSnippet(SITE).replace('<script', '<script nonce="abc"'));
    expect(added[0]!.nonce).toBe('abc');
  });

  it('makes the one Trusted Types policy, and goes on where that is refused (C32)', () => {
    const policies = `trustedTypes = { createPolicy: (name, rules) => ({ name, ...rules }) }`;
    const allowed = open(toSnippet(SITE), policies);
    expect(allowed.page._kmq.t).toMatchObject({ name: 'kmq' });
    expect(allowed.added[0]!.src).toBe(SITE.script);
    const refusing = `trustedTypes = { createPolicy: () => { throw new TypeError('no') } }`;
    expect(open(toSnippet(SITE), refusing).added[0]!.src).toBe(SITE.script);
  });

  it('holds nothing that ends a script or is markup in XHTML, whatever the key', () => {
    const hostile = { key: '</script><b>&"\u2028\\', script: 'https://x.example/a?b&c=<!--' };
    expect(toSnippetCode(hostile)).not.toMatch(/[<>&\u2028\u2029]/);
    const { page, added } = open(toSnippet(hostile));
    expect(page._kmk).toBe(hostile.key);
    expect(added[0]!.src).toBe(new URL(hostile.script).href);
  });

  it('is the same for Google Tag Manager, with a word on when to fire', () => {
    expect(toGtmSnippet(SITE)).toMatch(/^<!-- .*All Pages.* -->\n/);
    expect(toGtmSnippet(SITE)).toContain(toSnippet(SITE));
  });
});

describe('the unload line (D11, W14)', () => {
  interface Beacon {
    url: string;
    body: string;
  }

  /** Opens a page whose browser notes beacons; `takes` is what `sendBeacon` answers. */
  const openNoting = (before = '', { takes = true, snippet = toSnippet(SITE) } = {}) => {
    const { page } = open(
      snippet,
      `beacons = []; errors = []; onerror = (message) => errors.push(message);
       navigator.sendBeacon = (url, body) => { beacons.push({ url, body }); return ${takes}; };
       ${before}`,
    );
    const { beacons, errors } = page as never as { beacons: Beacon[]; errors: string[] };
    const leave = () => page.dispatchEvent(new page.Event('pagehide'));
    const sent = () => beacons.map(({ body }) => JSON.parse(body) as unknown[]);
    return { page, beacons, errors, leave, sent };
  };

  it('sends what was called, the identity and the address by one beacon, once', () => {
    const { page, beacons, leave, sent } = openNoting(`document.cookie = 'km_ai=abc%3D';
      document.cookie = 'km_ni=ada%40example.com'; document.cookie = 'km_vs=1';
      document.cookie = 'session=secret'; document.cookie = 'km_c=1'; document.cookie = 'xkm_ai=no'`);
    page._kmq.push(['record', 'Early', { Plan: 'Pro' }], ['identify', 'ada@example.com']);
    leave();
    leave();
    expect(beacons.map(({ url }) => url)).toEqual(['https://track.example.com/?_k=demo']);
    expect(sent()).toEqual([
      [
        ['km_ai=abc%3D', 'km_ni=ada%40example.com', 'km_c=1'],
        'https://shop.example/pricing?km_plan=pro#top',
        [
          ['record', 'Early', { Plan: 'Pro' }],
          ['identify', 'ada@example.com'],
        ],
        expect.any(Number),
      ],
    ]);
    expect(page._kmq.sent).toBe(2);
  });

  it('tells a repeat of one queue from two queues that say the same', () => {
    const [one, two] = [0, 1].map(() => {
      const { page, leave, sent } = openNoting();
      page._kmq.push(['record', 'Early']);
      leave();
      return sent()[0]!;
    });
    expect(one!.slice(0, 3)).toEqual(two!.slice(0, 3));
    expect(one![3]).not.toBe(two![3]);
  });

  it('sends functions and elements as null', () => {
    const { page, leave, sent } = openNoting(`_kmq = [() => 1, ['record', 'A', { f() {} }, () => 2],
      ['trackClick', document.documentElement, 'B'], ['configure', { beforeSend: () => null }]];
      document.documentElement.circle = document.documentElement`);
    leave();
    expect(sent()[0]![2]).toEqual([
      null,
      ['record', 'A', { f: null }, null],
      ['trackClick', null, 'B'],
      ['configure', { beforeSend: null }],
    ]);
    expect(page._kmq.sent).toBe(4);
  });

  const RECORD = `_kmq = [['record', 'A']];`;
  it.each([
    ['the library arrived', `${RECORD} KM = { queue: [] }`],
    ['nothing was called', ''],
    ['the person opted out', `${RECORD} document.cookie = 'km_c=0'`],
    ['the page asks for silence', `${RECORD} KM_DNT = true`],
    ['the page asks for silence by the other name', `${RECORD} KMDNTH = true`],
  ])('sends nothing where %s', (_, before) => {
    const { page, beacons, leave } = openNoting(before);
    leave();
    expect(beacons).toEqual([]);
    expect(page._kmq.sent).toBeFalsy();
  });

  it('notes nothing that the browser does not take, and tries again', () => {
    const { page, beacons, leave } = openNoting(RECORD, { takes: false });
    leave();
    leave();
    expect(page._kmq.sent).toBe(0);
    expect(beacons).toHaveLength(2);
  });

  it.each([
    ['without beacons', `${RECORD} navigator.sendBeacon = undefined`],
    ['with a call that has no JSON', `_kmq = [['record', 'A', { n: 1n }]]`],
    ['with a frozen queue', `_kmq = Object.freeze([['record', 'A']])`],
  ])('throws nothing %s', (_, before) => {
    const { errors, leave } = openNoting(before);
    leave();
    expect(errors).toEqual([]);
  });

  it.each([
    ['//track.example.com/demo.2.js', 'https://track.example.com/?_k=demo'],
    ['https://shop.example/a/b/i.js?v=/1#/2', 'https://shop.example/a/b/?_k=demo'],
    ['demo.2.js', 'https://shop.example/?_k=demo'],
  ])('sends to the folder of %s', (script, address) => {
    const { page, beacons, leave } = openNoting('', {
      snippet: toSnippet({ key: 'demo', script }),
    });
    page._kmq.push(['record', 'A']);
    leave();
    // The browser finds the address of a beacon as that of a link.
    const { href } = new URL(beacons[0]!.url, 'https://shop.example/pricing');
    expect([href, beacons.length]).toEqual([address, 1]);
  });

  it('is left out where the site says so', () => {
    const { page, beacons, leave } = openNoting('', {
      snippet: toSnippet({ ...SITE, unload: false }),
    });
    page._kmq.push(['record', 'A']);
    leave();
    expect(beacons).toEqual([]);
  });
});
