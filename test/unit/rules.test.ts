import { describe, expect, it } from 'vitest';
import { openPage, type Page } from './support/page.js';

const HOST = 'https://www.example.com';

describe('rules given again (C36)', () => {
  const RULES = [
    { on: 'view', url: '*', name: 'Viewed' },
    { on: 'click', url: '*', target: 'link', name: 'Clicked', props: { n: 1 } },
  ];

  it('count once on one address, and views again on the next', async () => {
    const page = await openPage({ html: '<a id="link">x</a>' });
    const give = () => page.push(['configure', { rules: structuredClone(RULES) }]);
    give();
    give();
    page.window.history.pushState(null, '', '/next');
    give();
    give();
    page.click('#link');
    expect((await page.sent()).map(([name]) => name)).toEqual(['Viewed', 'Viewed', 'Clicked']);
  });

  it('are told apart where a page has one JSON for all objects', async () => {
    const page = await openPage({ html: '<a id="link">x</a>' });
    Object.defineProperty(page.window.Object.prototype, 'toJSON', { value: () => 'same' });
    page.push(['configure', { rules: [...RULES, { ...RULES[0], props: { n: 2 } }] }]);
    page.click('#link');
    expect((await page.sent()).map(([name]) => name)).toEqual(['Viewed', 'Viewed', 'Clicked']);
  });
});

describe('KM.um (client.md: Commands)', () => {
  const MATCHES: [pattern: string, url: string, is: boolean][] = [
    ['/pricing', '/pricing', true],
    ['/pricing', '/about', false],
    ['/a', '/a/b', false],
    ['/a/b', '/a', false],
    ['/', '/', true],
    ['/', '/a', false],
    // Scheme and host count for nothing.
    ['https://other.example.net/a', '/a', true],
    ['http://www.example.com/a', '/a', true],
    ['//www.example.com/a', '/a', true],
    ['https://www.example.com', '/', true],
    // Neither do case, hash, a trailing slash, an index file.
    ['/Pricing', '/pRICING', true],
    ['/a#x', '/a#y', true],
    ['/a/', '/a', true],
    ['/a', '/a/', true],
    ['/a/index.html', '/a', true],
    ['/a', '/a/index.php', true],
    ['/a/home', '/a/', true],
    ['/a', '/a/Home.aspx', true],
    ['/', '/index.html', true],
    ['/homepage/x', '/x', false],
    ['/x/index.html/y', '/x/y', false],
    // A star stands for anything within the path.
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', true],
    ['/a/*', '/a', true],
    ['/a/*', '/a/', true],
    ['/a/*', '/ab', false],
    ['/a/*/c', '/a/b/c', true],
    ['/a/*/c', '/a/b/d', false],
    ['/*/c', '/b/c', true],
    ['/a*', '/abc', true],
    ['*', '/anything/at/all', true],
    ['/*', '/', true],
    ['*/thanks', '/order/thanks', true],
    // Everything else stands for itself.
    ['/a.b', '/axb', false],
    ['/a+(b)[c]{1}', '/a+(b)[c]{1}', true],
    ['/a|b', '/a', false],
    ['/^a$', '/a', false],
    // Parameters of the pattern must be there; others may be.
    ['/a', '/a?x=1', true],
    ['/a?x=1', '/a?x=1', true],
    ['/a?x=1', '/a?y=2&x=1&z', true],
    ['/a?x=1&y=2', '/a?y=2&x=1', true],
    ['/a?x=1', '/a', false],
    ['/a?x=1', '/a?x=12', false],
    ['/a?x=1', '/a?xx=1', false],
    ['/a?x=1', '/b?x=1', false],
    ['/a?x=*', '/a?x=anything', true],
    ['/a?x=*', '/a?y=1', false],
    ['/a/*?x=1', '/a/b?x=1', true],
    ['/a?x=1', '/a/?x=1#top', true],
  ];

  it('knows the pages that a pattern means', async () => {
    const { KM } = (await openPage()).window;
    const wrong = MATCHES.filter(([pattern, url, is]) => {
      KM.u = () => HOST + url;
      return KM.um!(pattern) !== is;
    });
    expect(wrong).toEqual([]);
  });

  it('takes what is no pattern without an exception', async () => {
    const { KM } = (await openPage()).window;
    for (const pattern of [undefined, null, 7, {}, '', '[', '\\', '%', '*'.repeat(50)])
      expect(() => KM.um!(pattern), String(pattern)).not.toThrow();
  });

  it('urm matches a regular expression', async () => {
    const { KM } = (await openPage({ url: `${HOST}/pricing?x=1` })).window;
    expect(KM.urm!(/pric/)).toBe(true);
    expect(KM.urm!(/^https:.*x=1$/)).toBe(true);
    expect(KM.urm!(/about/)).toBe(false);
  });
});

describe('rules (C36)', () => {
  const open = (rules: unknown, html = '') =>
    openPage({ url: `${HOST}/pricing`, html, early: [['configure', { rules }]] });

  it('record a view of the pages that they mean', async () => {
    const page = await open([
      { on: 'view', url: '/pricing', name: 'Viewed Pricing', props: { a: 1 } },
      { on: 'view', url: '/about', name: 'Viewed About' },
      { on: 'view', url: '*', name: 'Viewed Something' },
    ]);
    expect(await page.sent()).toEqual([
      ['Viewed Pricing', { a: '1' }],
      ['Viewed Something', {}],
    ]);
  });

  it('record clicks and submits on the pages that they mean', async () => {
    const html = '<a id="a" class="x">a</a><form id="f"><input name="q" value="1"></form>';
    const page = await open(
      [
        { on: 'click', url: '/pricing', target: '.x', name: 'Clicked', props: { a: 1 } },
        { on: 'click', url: '/about', target: '.x', name: 'Never' },
        { on: 'submit', url: '/*', target: 'f', name: 'Submitted' },
      ],
      html,
    );
    page.click('#a');
    page.document
      .getElementById('f')!
      .dispatchEvent(new page.window.Event('submit', { bubbles: true }));
    expect(await page.sent()).toEqual([
      ['Clicked', { a: '1' }],
      ['Submitted', { q: '1' }],
    ]);
  });

  it('may come later, and count once', async () => {
    const page: Page = await openPage({ url: `${HOST}/pricing` });
    const rules = [{ on: 'view', url: '/pricing', name: 'Viewed Pricing' }];
    page.push(['configure', { rules }], ['configure', { flushAfter: 10 }]);
    expect(await page.sent()).toEqual([['Viewed Pricing', {}]]);
  });

  it('do no harm when they are malformed', async () => {
    const page = await open([
      null,
      'text',
      {},
      { on: 'constructor', url: '*', name: 'x' },
      { on: 'view', url: '/pricing', name: 'Viewed Pricing' },
    ]);
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual(
      expect.arrayContaining([
        ['Viewed Pricing', {}],
        ['A', {}],
      ]),
    );
  });

  it('are a list: anything else is one warning (C28)', async () => {
    const page = await open('view');
    page.push(['record', 'A']);
    expect(await page.sent()).toEqual([['A', {}]]);
    expect(page.warnings).toHaveLength(1);
  });
});
