import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, ENGINES, launch, type Profile } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push, type Site } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

/** The app of `test/libraries`, compiled as it starts. */
const bundleAngular = async (): Promise<string> => {
  const input = fileURLToPath(new URL('../libraries/angular-app.ts', import.meta.url));
  const { output } = await (await rolldown({ input })).generate({ format: 'es' });
  return output[0].code;
};

/** A library as npm has it (`test/libraries`). */
const readLibrary = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../libraries/node_modules/${path}`, import.meta.url)), 'utf8');

/** WebKit draws nothing in a tab that its driver has opened behind another; Turbolinks waits for it. */
const DRAW = `<script>if (document.hidden) requestAnimationFrame = function (run) { return setTimeout(run, 16); }</script>`;

const arrived = (site: Site, last: string, count = 1) =>
  until(`${last} of ${site.key}`, async () => {
    const hits = await site.hits();
    return hits.filter(({ _n }) => _n === last).length >= count && hits;
  });

const viewsOf = (hits: { _n?: unknown }[]) => hits.filter(({ _n }) => _n === 'Page View');

describe.each(ENGINES)('in %s', (engine) => {
  let browser: Browser;
  let profile: Profile;
  beforeAll(async () => {
    browser = await launch(engine);
    profile = await browser.profile();
    // WebKit's session ends with its last tab.
    await profile.open();
  });
  afterAll(() => browser?.close());

  const open = async (name: string, parts: { head?: string; body?: string }, script?: string) => {
    const site = await createSite(tracked, `${name}-${engine}`, script);
    const page = await profile.open();
    const path = site.add('page.html', parts);
    await page.goto(tracked.pages.url + path);
    return { site, page, path };
  };

  it('a page that is opened for writing once more goes on: one view, clicks as before (C22)', async () => {
    const { site, page } = await open('written', { body: '<button id="go">Go</button>' });
    await page.until(() => 'KM' in window);
    await push(page, ['trackClick', 'go', 'Clicked'], ['trackSubmit', 'form', 'Submitted']);
    await page.evaluate(() => {
      document.open();
      document.write(
        '<!doctype html><title>New</title><button id="go">Go</button><form id="form"><button id="send">x</button></form>',
      );
      document.close();
      document.querySelector('form')!.onsubmit = () => false;
    });
    await page.click('#go');
    await page.click('#send');
    const hits = await site.settled(page);
    expect(namesOf(hits).sort()).toEqual(['Clicked', 'Submitted']);
    expect(viewsOf(hits)).toHaveLength(1);
    await page.close();
  });

  it('elements that were adopted from a frame are clicked and submitted as others', async () => {
    const { site, page } = await open('adopted', { body: '<iframe></iframe>' });
    await page.until(() => 'KM' in window);
    await page.evaluate(() => {
      const other = document.querySelector('iframe')!.contentDocument!;
      const form = other.createElement('form');
      form.innerHTML = '<input name="city" value="Oslo"><button id="send">x</button>';
      form.onsubmit = () => false;
      document.body.append(form);
      const { _kmq } = window as never as { _kmq: unknown[] };
      _kmq.push(['trackSubmit', form, 'Submitted'], ['trackClick', 'send', 'Clicked']);
    });
    await page.click('#send');
    const hits = await site.settled(page);
    expect(namesOf(hits).sort()).toEqual(['Clicked', 'Submitted']);
    expect(hits.find(({ _n }) => _n === 'Submitted')).toMatchObject({ city: 'Oslo' });
    await page.close();
  });

  it('a frame of srcdoc tells the address of what holds it (C39)', async () => {
    const site = await createSite(tracked, `srcdoc-${engine}`);
    const inner = `<!doctype html><title>In</title>${site.snippet}`
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;');
    const page = await profile.open();
    const path = `/srcdoc-${engine}.html`;
    tracked.pages.add(
      path.slice(1),
      `<!doctype html><title>Out</title><iframe srcdoc="${inner}"></iframe>`,
    );
    await page.goto(`${tracked.pages.url}${path}?a=1`);
    const [view] = viewsOf(await arrived(site, 'Page View')) as Record<string, unknown>[];
    expect(view!['Viewed URL']).toBe(`${tracked.pages.url}${path}?a=1`);
    await page.close();
  });

  it('a <base> that comes after the script changes nothing about where hits go (C39)', async () => {
    const { site, page } = await open('base', {
      body: '<base href="http://127.0.0.1:9/assets/"><p>x</p>',
    });
    await page.until(() => 'KM' in window);
    await push(page, ['record', 'Hi']);
    expect(namesOf(await site.settled(page))).toEqual(['Hi']);
    await page.close();
  });

  const EXCHANGES: [what: string, library: string, visit: string][] = [
    ['Turbo', '@hotwired/turbo/dist/turbo.es2017-umd.js', `Turbo.visit('{{next}}')`],
    [
      'Turbolinks',
      'turbolinks/dist/turbolinks.js',
      `Turbolinks.start(); Turbolinks.visit('{{next}}')`,
    ],
    [
      'pjax',
      'pjax/pjax.js',
      `new Pjax({ selectors: ['title', 'body'], cacheBust: false }).loadUrl('{{next}}')`,
    ],
    [
      'htmx',
      'htmx.org/dist/htmx.js',
      `htmx.ajax('GET', '{{next}}', { target: 'body', swap: 'innerHTML' })`,
    ],
    [
      'a view transition',
      '',
      `fetch('{{next}}').then(function (r) { return r.text(); }).then(function (html) {
        var exchange = function () {
          var parsed = new DOMParser().parseFromString(html, 'text/html');
          document.body.replaceWith(document.adoptNode(parsed.body));
          history.pushState(null, '', '{{next}}');
          document.querySelectorAll('body script').forEach(function (old) {
            var script = document.createElement('script'); script.text = old.text; old.replaceWith(script);
          });
        };
        if (document.startViewTransition) document.startViewTransition(exchange); else exchange();
      })`,
    ],
  ];

  it.each(EXCHANGES)(
    'a script that %s runs at each visit is one tracker, with the latest properties (C21)',
    async (what, library, visit) => {
      const name = what.replaceAll(' ', '-').toLowerCase();
      const site = await createSite(tracked, `${name}-${engine}`);
      if (library)
        tracked.pages.add(`${name}.js`, await readLibrary(library), {
          'content-type': 'text/javascript',
        });
      const add = (n: number) =>
        site.add(`page${n}.html`, {
          title: `Page ${n}`,
          head: DRAW + (library ? `<script src="/${name}.js"></script>` : ''),
          body: `<button id="go" type="button">Go ${n}</button><i id="n${n}"></i>
            <script>_kmq.push(['trackClick', 'go', 'Clicked', { page: ${n} }],
              ['configure', { rules: [{ on: 'click', url: '*', target: 'go', name: 'By Rule' }] }])</script>`,
        });
      const paths = [1, 2, 3].map(add);
      const page = await profile.open();
      await page.goto(tracked.pages.url + paths[0]);
      await page.until(() => 'KM' in window);
      for (const [index, path] of paths.slice(1).entries()) {
        await page.evaluate(
          (code) => {
            const script = document.createElement('script');
            script.text = code;
            document.head.append(script);
          },
          visit.replaceAll('{{next}}', path),
        );
        await page.until((n) => !!document.getElementById(`n${n}`), index + 2);
      }
      await page.click('#go');
      const hits = await site.settled(page);
      expect(namesOf(hits).sort()).toEqual(['By Rule', 'Clicked']);
      expect(hits.find(({ _n }) => _n === 'Clicked')).toMatchObject({ page: '3' });
      await page.close();
    },
  );

  it.each(['by the snippet', 'by createKmq'])(
    'an app of Angular is stable at once, tracked %s in a component (C41)',
    async (how) => {
      const name = `angular-${how.split(' ')[1]!.toLowerCase()}`;
      const site = await createSite(tracked, `${name}-${engine}`);
      tracked.pages.add('angular.js', await bundleAngular(), { 'content-type': 'text/javascript' });
      const isModule = how.endsWith('createKmq');
      const page = await profile.open();
      tracked.pages.add(
        `${name}.html`,
        `<!doctype html><title>App</title>${
          isModule
            ? `<script>kmq = { key: '${site.key}', endpoint: '${tracked.collector.url}/' }</script>`
            : site.snippet
        }<app-root></app-root><script type="module" src="/angular.js"></script>`,
      );
      await page.goto(`${tracked.pages.url}/${name}.html`);
      await arrived(site, 'Shown');
      await page.until(() => (window as { called?: boolean }).called);
      const stable = await page.until(() => (window as { stable?: number }).stable);
      expect(stable).toBeLessThan(2_000);
      await page.close();
    },
  );
});
