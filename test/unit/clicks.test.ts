import { describe, expect, it, vi } from 'vitest';
import { openBrowser, openPage, type Page } from './support/page.js';

const HTML = `
  <button id="signup-button" class="cta big">Sign up <b id="inner">now</b></button>
  <a id="out" class="external" href="#out">out</a>
  <a id="other" class="external" href="#other"><img id="picture" alt=""></a>
  <a id="in" href="#in">in</a>
  <button id="button">a word that is a tag name</button>
  <my-element id="a:b-c_d"></my-element>
  <div id="host"></div>`;

describe('targets (C21)', () => {
  const TARGETS: [target: string, clicked: string, counts: number][] = [
    ['signup-button', '#signup-button', 1],
    ['#signup-button', '#signup-button', 1],
    ['#signup-button', '#inner', 1],
    ['#signup-button', '#button', 0],
    ['a:b-c_d', '[id="a:b-c_d"]', 1],
    ['.cta', '#signup-button', 1],
    ['.external', '#picture', 1],
    ['.external', '#in', 0],
    ['a.external', '#out', 1],
    ['a.external, #button', '#button', 1],
    ['a[href^="#o"]', '#other', 1],
    ['button', '#button', 1],
    ['button', '#signup-button', 0],
    ['a', '#in', 0],
    ['nothing-yet', '#in', 0],
    ['.nothing', '#in', 0],
  ];

  it('are found as the table says', async () => {
    const page = await openPage({ html: HTML });
    for (const [n, [target]] of TARGETS.entries()) page.push(['trackClick', target, `${n}`]);
    const counts: typeof TARGETS = [];
    for (const [n, [target, clicked]] of TARGETS.entries()) {
      const before = page.calls().length;
      page.click(clicked);
      await page.tick(100);
      const names = page
        .calls()
        .slice(before)
        .map(([name]) => name);
      counts.push([target, clicked, names.filter((name) => name === `${n}`).length]);
    }
    expect(counts).toEqual(TARGETS);
    expect(page.warnings).toEqual([]);
  });

  it.each<[what: string, target: (page: Page) => unknown]>([
    ['null', () => null],
    ['nothing', () => undefined],
    ['a number', () => 7],
    ['an object', () => ({})],
    ['a list of what is no element', () => [null, 7, {}]],
    ['a function', () => () => 1],
    ['the document', ({ document }) => document],
    ['text of a page', ({ document }) => document.createTextNode('x')],
  ])('is one warning where it is %s, and no error of the page', async (_, target) => {
    const page = await openPage({ html: HTML });
    page.push(['trackClick', target(page), 'A'], ['trackSubmit', target(page), 'B']);
    page.push(['trackClick', 'in', 'In']);
    page.click('#in');
    expect(await page.sent()).toEqual([['In', {}]]);
    expect(page.warnings).toEqual([
      expect.stringContaining('target'),
      expect.stringContaining('target'),
    ]);
    expect(page.errors).toEqual([]);
  });

  it('may be an element of another realm, or a list without an iterator', async () => {
    const page = await openPage({ html: HTML });
    const frame = page.document.createElement('iframe');
    page.document.body.append(frame);
    const other = frame.contentDocument!;
    const foreign = other.createElement('button');
    foreign.id = 'foreign';
    page.document.body.append(foreign);
    page.push(['trackClick', foreign, 'Foreign'], ['trackClick', 'foreign', 'By Id']);
    page.push(['trackClick', { length: 1, 0: page.document.getElementById('in') }, 'Old List']);
    page.click('#foreign');
    page.click('#in');
    expect((await page.sent()).map(([name]) => name)).toEqual(['Foreign', 'By Id', 'Old List']);
  });

  it('is one tracker however often it is named with the same event, with the latest properties (C21)', async () => {
    const page = await openPage({ html: `${HTML}<form id="form"></form>` });
    const element = page.document.getElementById('out');
    for (const visit of [1, 2, 3])
      page.push(
        ['trackClick', 'in', 'In', { visit }],
        ['trackClick', element, 'Out', { visit }],
        ['trackClick', [element], 'Listed', { visit }],
        ['trackSubmit', 'form', 'Form', { visit }],
      );
    page.push(['trackClick', 'in', 'Also', { visit: 1 }]);
    page.click('#in');
    page.click('#out');
    page.document.querySelector('form')!.dispatchEvent(new page.window.Event('submit'));
    expect(await page.sent()).toEqual([
      ['In', { visit: '3' }],
      ['Also', { visit: '1' }],
      ['Out', { visit: '3' }],
      ['Listed', { visit: '3' }],
      ['Form', { visit: '3' }],
    ]);
  });

  it('is one tracker for an element that stays, in whichever list it is given again (C21)', async () => {
    const page = await openPage({ html: '<a id="stays">x</a><a id="goes">y</a>' });
    const track = (visit: number) =>
      page.push(['trackClick', page.document.querySelectorAll('a'), 'Clicked', { visit }]);
    track(1);
    page.document.getElementById('goes')!.outerHTML = '<a id="comes">z</a>';
    track(2);
    page.click('#stays');
    page.click('#comes');
    expect(await page.sent()).toEqual([
      ['Clicked', { visit: '2' }],
      ['Clicked', { visit: '2' }],
    ]);
  });

  it('may be an element, or a list of elements', async () => {
    const page = await openPage({ html: HTML });
    const { document } = page;
    page.push(
      ['trackClick', document.getElementById('in'), 'Element'],
      ['trackClick', document.querySelectorAll('.external'), 'NodeList'],
      ['trackClick', [document.getElementById('button')], 'Array'],
      ['trackClick', document.getElementsByClassName('cta'), 'Collection'],
    );
    for (const id of ['in', 'out', 'picture', 'button', 'inner']) page.click(`#${id}`);
    expect((await page.sent()).map(([name]) => name)).toEqual([
      'Element',
      'NodeList',
      'NodeList',
      'Array',
      'Collection',
    ]);
  });

  it.each(['a[', '###', '>', 'div > > a', ':::x y'])(
    'malformed, %s: one warning, no exception (C25)',
    async (selector) => {
      const page = await openPage({ html: HTML });
      page.push(['trackClick', selector, 'Never'], ['trackClick', 'in', 'Clicked']);
      page.click('#in');
      page.click('#in');
      expect(await page.sent()).toEqual([
        ['Clicked', {}],
        ['Clicked', {}],
      ]);
      expect(page.warnings).toHaveLength(1);
      expect(page.errors).toEqual([]);
    },
  );

  it('that are none do no harm', async () => {
    const page = await openPage({ html: HTML });
    for (const target of [null, undefined, 7, {}, [null], ''])
      page.push(['trackClick', target, 'Never']);
    page.push(['trackClick', 'in', 'Clicked']);
    page.click('#in');
    page.click('#button');
    expect(await page.sent()).toEqual([['Clicked', {}]]);
  });
});

describe('listening (C22)', () => {
  it('counts an element that is added later', async () => {
    const page = await openPage();
    page.push(['trackClick', 'late', 'Clicked']);
    page.document.body.insertAdjacentHTML('beforeend', '<button id="late">late</button>');
    page.click('#late');
    expect(await page.sent()).toEqual([['Clicked', {}]]);
  });

  it('counts a click whose propagation the page stops', async () => {
    const page = await openPage({ html: HTML });
    const stop = (event: Event) => event.stopImmediatePropagation();
    for (const node of [page.document, page.document.body, page.document.getElementById('in')!])
      node.addEventListener('click', stop, true);
    page.push(['trackClick', 'in', 'Clicked']);
    page.click('#in');
    expect(await page.sent()).toEqual([['Clicked', {}]]);
  });

  it('sees into open shadow roots, also nested ones', async () => {
    const page = await openPage({ html: HTML });
    const outer = page.document.getElementById('host')!.attachShadow({ mode: 'open' });
    outer.innerHTML = '<p id="nested"></p>';
    const inner = outer.getElementById('nested')!.attachShadow({ mode: 'open' });
    inner.innerHTML = '<button class="deep"><i></i></button>';
    page.push(['trackClick', '.deep', 'Deep'], ['trackClick', 'host', 'Host']);
    const click = { bubbles: true, composed: true };
    inner.querySelector('i')!.dispatchEvent(new page.window.MouseEvent('click', click));
    expect(await page.sent()).toEqual([
      ['Deep', {}],
      ['Host', {}],
    ]);
  });

  it('counts once for nested targets, and for each call that matches', async () => {
    const page = await openPage({
      html: '<div class="x"><p class="x"><i class="x" id="i"></i></p></div>',
    });
    page.push(['trackClick', '.x', 'A'], ['trackClick', 'i', 'B']);
    page.click('#i');
    expect(await page.sent()).toEqual([
      ['A', {}],
      ['B', {}],
    ]);
  });

  it('counts a press of a key once: the click that the browser makes of it', async () => {
    const page = await openPage({ html: HTML });
    page.push(['trackClick', 'signup-button', 'Clicked']);
    const button = page.document.getElementById('signup-button')!;
    for (const type of ['keydown', 'keyup'])
      button.dispatchEvent(new page.window.KeyboardEvent(type, { key: 'Enter', bubbles: true }));
    for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup'])
      button.dispatchEvent(new page.window.MouseEvent(type, { bubbles: true }));
    button.click();
    expect(await page.sent()).toEqual([['Clicked', {}]]);
  });

  it.each<[what: string, html: string, target: string]>([
    [
      'a label around a box',
      '<label id="label"><input type="checkbox" id="box"> yes</label>',
      '#label',
    ],
    [
      'a label beside a box',
      '<label id="label" for="box">yes</label><input type="checkbox" id="box">',
      '#label, #box',
    ],
    [
      'the box of a label',
      '<label id="label"><input type="checkbox" id="box"> yes</label>',
      '#box',
    ],
  ])('counts a click on %s once', async (_, html, target) => {
    const page = await openPage({ html });
    page.push(['trackClick', target, 'Clicked']);
    page.document.getElementById('label')!.click();
    expect((page.document.getElementById('box') as HTMLInputElement).checked).toBe(true);
    expect(await page.sent()).toEqual([['Clicked', {}]]);
    page.document.getElementById('label')!.click();
    expect(await page.sent()).toHaveLength(2);
    page.document.getElementById('box')!.click();
    expect(await page.sent()).toHaveLength(3);
  });

  it('installs no listener that costs the back/forward cache (D5)', async () => {
    const page = await openPage({ html: HTML, automatic: true });
    page.push(['trackClick', 'in', 'A'], ['trackSubmit', 'x', 'B']);
    expect(page.listened).not.toContain('unload');
    expect(page.listened).not.toContain('beforeunload');
    expect(page.listened.filter((type) => type === 'click')).toHaveLength(1);
  });
});

describe('the click itself (C23, C24)', () => {
  it.each<[what: string, init: MouseEventInit & { type?: string }, counts: number]>([
    ['with ctrl', { ctrlKey: true }, 1],
    ['with cmd', { metaKey: true }, 1],
    ['with shift', { shiftKey: true }, 1],
    ['of the middle button', { type: 'auxclick', button: 1 }, 1],
    ['of the right button', { type: 'auxclick', button: 2 }, 0],
    ['of the right button that opens a menu', { type: 'contextmenu', button: 2 }, 0],
  ])('%s: %i', async (_, init, counts) => {
    const page = await openPage({
      html: '<a id="out" href="https://x.example/" target="_blank">x</a>',
    });
    const seen = vi.fn((event: Event) => event.preventDefault());
    page.document.body.addEventListener(init.type ?? 'click', seen);
    page.push(['trackClick', 'out', 'Clicked']);
    page.click('#out', init);
    expect(seen).toHaveBeenCalledTimes(1);
    expect(await page.sent()).toHaveLength(counts);
  });

  it.each(['trackClick', 'trackClickOnOutboundLink'])(
    '%s neither prevents nor delays it: the hit is stored and sent in its task',
    async (command) => {
      const browser = openBrowser();
      const page = await browser.open({ html: HTML });
      page.push([command, 'a.external', 'Clicked External Link', { to: 'x' }]);
      let event: Event | undefined;
      let stored: string[] = [];
      page.document.body.addEventListener('click', (click) => {
        event = click;
      });
      page.click('#out');
      await Promise.resolve();
      stored = [...browser.storage.items.values()].filter((text) => text.includes('_n=Clicked'));
      expect(stored).toHaveLength(1);
      expect(event!.defaultPrevented).toBe(false);
      await page.tick(0);
      expect(page.window.location.hash).toBe('#out');
      expect(page.calls()).toEqual([['Clicked External Link', { to: 'x' }]]);
    },
  );

  it('is recorded also when the page prevents it', async () => {
    const page = await openPage({ html: HTML });
    page.document.addEventListener('click', (event) => event.preventDefault(), true);
    page.push(['trackClick', 'in', 'Clicked']);
    page.click('#in');
    expect(await page.sent()).toEqual([['Clicked', {}]]);
  });

  it('gives each click a hit of its own, with the identity of its moment', async () => {
    const page = await openPage({ html: HTML });
    page.push(['trackClick', 'in', 'Clicked']);
    page.click('#in');
    page.push(['identify', 'ada']);
    page.click('#in');
    await page.sent();
    const clicks = page.hits().filter(({ name }) => name === 'Clicked');
    expect(clicks.map(({ person }) => person)).toEqual([expect.stringMatching(/=$/), 'ada']);
    expect(clicks[0]!.id).not.toBe(clicks[1]!.id);
  });

  it('calls back once for each click (C9)', async () => {
    const page = await openPage({ html: HTML });
    const callback = vi.fn();
    page.push(['trackClick', 'in', 'Clicked', {}, callback]);
    page.click('#in');
    page.click('#in');
    await page.sent();
    expect(callback.mock.calls).toEqual([[], []]);
  });

  it('keeps an error away from other targets', async () => {
    const page = await openPage({ html: HTML });
    const hostile = { matches: 1 };
    Object.defineProperty(page.document.getElementById('in')!, 'matches', {
      value() {
        throw new Error('of the page');
      },
    });
    page.push(['trackClick', 'body', 'Never', hostile], ['trackClick', '.external', 'Clicked']);
    page.click('#in');
    page.click('#out');
    expect(await page.sent()).toContainEqual(['Clicked', {}]);
  });
});
