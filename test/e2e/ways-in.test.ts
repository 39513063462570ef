import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, readBlocks } from '../support/blocks.js';
import { type Collector, type FoundPerson, startCollector } from './support/collector.js';
import { type Browser, launch, type Page, type Profile } from './support/launch.js';
import { type PageServer, startPages } from './support/pages.js';
import { until } from './support/patience.js';
import { namesOf } from './support/tracked.js';

const run = promisify(execFile);

/** Where the documents say that the collector runs. */
const PLACES = ['https://k.example.com', 'http://127.0.0.1:8484', 'http://127.0.0.1:8485'];

let collector: Collector;
let pages: PageServer;
let browser: Browser;
/** Where commands of the documents are run. */
const folder = mkdtempSync(join(tmpdir(), 'kmq-docs-'));
beforeAll(async () => {
  collector = await startCollector();
  pages = await startPages();
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
  await collector?.stop();
  rmSync(folder, { recursive: true });
});

/** The blocks of a document that are run, with this collector in the place of the document's. */
const read = (file: string) => {
  const document = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const blocks = readBlocks(document)
    .filter(({ comment }) => !comment.startsWith('not run'))
    .map((block) => ({
      ...block,
      text: PLACES.reduce((text, place) => text.replaceAll(place, collector.url), block.text),
    }));
  return (language: string) =>
    blocks.filter((block: Block) => block.language === language).map(({ text }) => text);
};

const shell = async (script: string): Promise<string> => {
  const env = { ...process.env, KMQ_TOKEN: collector.token };
  return (await run('bash', ['-euc', script], { env, cwd: folder })).stdout;
};

const toPage = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
  <link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

/** Runs code as a script of the page does. */
const runIn = (page: Page, code: string): Promise<void> =>
  page.evaluate((text) => {
    const script = document.createElement('script');
    script.textContent = text;
    document.body.append(script);
  }, code);

/** A site of one document, and the snippet that the app shows for it. */
const readInstall = async (key: string): Promise<string> => {
  const site = await collector.ask<{ install: { snippet: string } }>('GET', `/api/sites/${key}`);
  return site.install.snippet;
};

const toScript = (code: string): string => `<script>${code}</script>`;

/** The person, once these events are on the timeline. */
const personWith = (identity: string, ...names: string[]): Promise<FoundPerson> =>
  until(`${names} of ${identity}`, async () => {
    const person = await collector.person('demo', identity);
    const found = namesOf(person.timeline);
    return names.every((name) => found.includes(name)) && person;
  });

/** Each of them a visitor of their own. */
const withProfile = async (story: (profile: Profile) => Promise<void>): Promise<void> => {
  const profile = await browser.profile();
  await story(profile);
  await profile.close();
};

describe('README.md', () => {
  it('the snippet, the first calls and the hit from a shell arrive', () =>
    withProfile(async (profile) => {
      const blocks = read('README.md');
      const [hit = ''] = blocks('sh').filter((text) => text.includes('curl'));
      await shell(hit);
      const [snippet = ''] = blocks('html');
      const calls = blocks('js').map(toScript);
      await profile.open(pages.add('readme.html', toPage(snippet, calls.join(''))));
      const jane = await personWith('jane@example.com', 'Signed Up', 'Purchased');
      expect(namesOf(jane.timeline)).toContain('Subscription Renewed');
      expect(jane.properties['Company Size']).toBe('50-200');
    }));
});

describe('docs/snippet.md', () => {
  it('leads to a first hit, and to each one after it', () =>
    withProfile(async (profile) => {
      const blocks = read('docs/snippet.md');
      const [snippet = '', elements = ''] = blocks('html');
      const [identify, record, set, clear = '', spa = ''] = blocks('js');
      const [ask = '', renew = ''] = blocks('sh');
      const head = snippet + [identify, record, set].map((code) => toScript(code!));
      const page = await profile.open(pages.add('snippet.html', toPage(head, elements)));
      await page.until(() => 'KM' in window);
      await page.click('#signup-button');
      const jane = await personWith('jane@example.com', 'Clicked Sign Up');
      expect(jane.properties).toMatchObject({ Plan: 'Pro', 'Company Size': '50-200' });

      // The request of the document tells the same person.
      const told = JSON.parse(await shell(ask)) as FoundPerson;
      expect(told.id).toBe(jane.id);
      await shell(renew);
      await personWith('jane@example.com', 'Subscription Renewed');

      await runIn(page, spa);
      await runIn(page, "history.pushState(null, '', '/snippet.html?route')");
      await until('the route', async () =>
        (await collector.export('demo')).some(({ 'Viewed URL': url }) => /\?route$/.test(`${url}`)),
      );
      await runIn(page, clear);
      expect(await page.evaluate(() => document.cookie)).not.toContain('km_ni');

      await page.fill('input', 'joe@example.com');
      await page.click('#newsletter button');
      await personWith('joe@example.com', 'Asked For Newsletter');
      // The form leads to a page that is not there.
      expect((await page.problems()).filter((text) => !/404/.test(text))).toEqual([]);
    }));

  it('works under the policy that it asks for', () =>
    withProfile(async (profile) => {
      const blocks = read('docs/snippet.md');
      const [, policy = ''] = /^Content-Security-Policy: (.*)$/m.exec(blocks('http')[0]!)!;
      const nonce = /nonce-(\w+)/.exec(policy)![1];
      const head = blocks('html')[0]!.replace('<script', `<script nonce="${nonce}"`);
      const calls = `<script nonce="${nonce}">${blocks('js')[1]}_kmq.push(['record', 'Under Policy'])</script>`;
      const page = await profile.open(
        pages.add('policy.html', toPage(head, calls), {
          'content-security-policy': `${policy}; require-trusted-types-for 'script'; trusted-types kmq`,
        }),
      );
      await until('the hit', async () =>
        namesOf(await collector.export('demo')).includes('Under Policy'),
      );
      expect(await page.problems()).toEqual([]);
    }));
});

/** Inserts a tag as Tag Manager does: parsed, its scripts made anew so that they run, at the end of the body. */
const TAG_MANAGER = `
  window.google_tag_manager = { 'GTM-TEST': { dataLayer: { name: 'dataLayer' } } };
  window.dataLayer = window.dataLayer || [];
  const insert = (html) => {
    const parsed = document.createElement('div');
    parsed.innerHTML = html;
    for (const node of [...parsed.childNodes]) {
      if (node.nodeName !== 'SCRIPT') { document.body.append(node); continue; }
      const script = document.createElement('script');
      script.type = 'text/javascript';
      script.text = node.text;
      document.body.append(script);
    }
  };
  document.write = () => { throw new Error('a Custom HTML tag cannot write into the document'); };`;

describe('docs/gtm.md', () => {
  /** A page with a container that runs these tags, one after the other, once the page is there. */
  const toTagged = (tags: string[], before = ''): string =>
    toPage(
      before,
      `<script>${TAG_MANAGER}
      addEventListener('DOMContentLoaded', () => {
        for (const tag of ${JSON.stringify(tags).replaceAll('<', '\\u003c')}) insert(tag);
      });</script>`,
    );

  /** Variables have values, or none. */
  const fill = (html: string, values: Record<string, string>): string =>
    html.replace(/\{\{(.+?)\}\}/g, (_, name: string) => String(values[name]));

  it('leads to a first hit by Custom HTML tags', () =>
    withProfile(async (profile) => {
      const blocks = read('docs/gtm.md');
      const [load = '', event = '', cart = ''] = blocks('html');
      const [early = '', forward = ''] = blocks('js');
      // Of this try alone: one before it may have left hits.
      const identity = `gina+${Date.now()}@example.com`;
      const values = { 'User Email': identity, Plan: 'Pro', Product: 'Spade' };
      const page = await profile.open(
        pages.add(
          'gtm.html',
          toTagged([load, fill(event, values), fill(cart, values)], `<script>${early}</script>`),
        ),
      );
      await page.until(() => 'KM' in window);
      const gina = await personWith(identity, 'Signed Up', 'Added To Cart');
      const names = namesOf([...gina.timeline].reverse());
      expect(names.filter((name) => name !== identity)).toEqual([
        'Viewed Pricing',
        'Signed Up',
        'Added To Cart',
      ]);
      expect(gina.timeline.find(({ name }) => name === 'Signed Up')!.properties.Plan).toBe('Pro');

      await runIn(page, forward);
      const pushed = await page.until(() =>
        (window as never as { dataLayer: { event?: string }[] }).dataLayer.find(
          ({ event }) => event === 'km_purchased',
        ),
      );
      expect(pushed).toEqual(JSON.parse(blocks('json')[0]!));
      expect(await page.problems()).toEqual([]);
    }));

  it('refuses the identity of a variable without a value', () =>
    withProfile(async (profile) => {
      const [load = '', event = ''] = read('docs/gtm.md')('html');
      const page = await profile.open(
        pages.add('gtm-undefined.html', toTagged([load, fill(event, { Plan: 'None At All' })])),
      );
      await page.until(() => 'KM' in window);
      const hit = await until('the event', async () =>
        (await collector.export('demo')).find(({ Plan }) => Plan === 'None At All'),
      );
      expect(hit._p).toMatch(/^.{27}=$/);
      expect(await page.problems()).toEqual([expect.stringContaining('undefined')]);
    }));
});

describe('docs/proxy.md', () => {
  const expectAt = (text: string, script: string, key: string) => {
    expect(text).toContain(`"https://shop.example.com/t/${script}"`);
    // What is sent goes to the folder of the script.
    expect(text).toContain(`"https://shop.example.com/t/?_k=${key}"`);
  };

  it('gives a new site the address that its own web server has', async () => {
    const [add = ''] = read('docs/proxy.md')('sh');
    const main = fileURLToPath(new URL('../../collector/dist/main.js', import.meta.url));
    const data = `export KMQ_DATA=${folder}/data; `;
    expectAt(await shell(data + add.replace('collector/dist/main.js', main)), 'shop.2.js', 'shop');
  });

  it('gives a site an address and names of its own', async () => {
    const key = `named-${Date.now()}`;
    await collector.site(key);
    const [, change = ''] = read('docs/proxy.md')('sh');
    const site = await shell(change.replace('/sites/shop', `/sites/${key}`));
    expectAt((JSON.parse(site) as { install: { snippet: string } }).install.snippet, 'app.js', key);
  });
});

describe('docs/privacy.md', () => {
  /** The document's site is the demo; this one has settings that no other test has. */
  const readFor = (key: string) => {
    const blocks = read('docs/privacy.md');
    return (language: string) =>
      blocks(language).map((text) => text.replaceAll('/sites/demo', `/sites/${key}`));
  };
  const cookiesOf = (page: Page) => page.evaluate(() => document.cookie);

  it('asks first: nothing before the yes, nothing after the no', () =>
    withProfile(async (profile) => {
      const key = `consent-${Date.now()}`;
      await collector.site(key);
      const blocks = readFor(key);
      const [ask = '', know = '', forget = ''] = blocks('sh');
      const [banner = ''] = blocks('js');
      await shell(ask);
      const snippet = await readInstall(key);
      expect(snippet).not.toContain('sendBeacon');
      const body = `<button id="accept">Yes</button><button id="refuse">No</button>
        ${toScript(banner)}<script>_kmq.push(['identify', 'jane@example.com'], ['record', 'Early']);</script>`;
      const page = await profile.open(pages.add('consent.html', toPage(snippet, body)));
      await page.until(() => 'KM' in window);
      expect(await cookiesOf(page)).toBe('');
      expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
      expect(await collector.export(key)).toEqual([]);

      await page.click('#accept');
      await until('what waited', async () =>
        namesOf(await collector.export(key)).includes('Early'),
      );
      expect(await cookiesOf(page)).toContain('km_ni=');
      expect(JSON.parse(await shell(know))).toMatchObject({ events: expect.any(Number) });
      expect(JSON.parse(await shell(forget))).toMatchObject({ job: expect.any(String) });

      await page.click('#refuse');
      expect(await cookiesOf(page)).toBe('km_c=0');
      expect(await page.problems()).toEqual([]);
    }));

  it('respects, keeps nothing, and sends less, as its recipes say', () =>
    withProfile(async (profile) => {
      const key = `less-${Date.now()}`;
      await collector.site(key);
      const [, respect = '', memory = '', less = ''] = readFor(key)('js');
      const head = [respect, memory, less].map(toScript).join('');
      const page = await profile.open(
        pages
          .add(
            'less.html',
            toPage(
              (await readInstall(key)) + head,
              `<script>_kmq.push(['record', 'Viewed Salary'], ['record', 'Called', { Phone: '1', Name: 'A' }]);</script>`,
            ),
          )
          .concat('?token=secret&b=1'),
      );
      const hits = await until('the call', async () => {
        const all = await collector.export(key);
        return namesOf(all).includes('Called') && all;
      });
      expect(namesOf(hits)).toEqual(['Called']);
      expect(JSON.stringify(hits)).not.toMatch(/secret|Phone/);
      expect(hits.find(({ _n }) => _n === 'Page View')!['Viewed URL']).toMatch(/\?token=&b=1$/);
      expect(await cookiesOf(page)).toBe('');
      expect(await page.problems()).toEqual([]);
    }));
});

describe('docs/migration.md', () => {
  it('brings the history, and goes on where the original stopped', () =>
    withProfile(async (profile) => {
      const key = `moved-${Date.now()}`;
      const blocks = read('docs/migration.md');
      const commands = blocks('sh').map((text) => text.replaceAll('moved', key));
      for (const command of commands) await shell(command);
      const jane = await until('the history', async () => {
        const person = await collector.person(key, 'jane@example.com');
        return person.timeline.length === 2 && person;
      });
      expect(namesOf(jane.timeline)).toEqual(['Purchased', 'Signed Up']);
      expect(Number(jane.revenue)).toBe(49.99);

      const settings = blocks('js').map(toScript).join('');
      const page = await profile.open(
        pages.add(
          'pricing.html',
          toPage(
            (await readInstall(key)) + settings,
            `<button id="signup-button">Sign up</button>
            <script>_kmq.push(['identify', 'jane@example.com']);</script>`,
          ),
        ),
      );
      await page.until(() => 'KM' in window);
      await page.click('#signup-button');
      await until('the rules', async () => {
        const { timeline } = await collector.person(key, 'jane@example.com');
        const names = namesOf(timeline);
        return names.includes('Clicked Sign Up') && names.includes('Viewed Pricing');
      });
      expect(await page.problems()).toEqual([]);
    }));
});

describe('docs/faq.md', () => {
  it('hands the anonymous visitor over to another domain', () =>
    withProfile(async (profile) => {
      const [handOver = '', early = ''] = read('docs/faq.md')('js');
      const snippet = await readInstall('demo');
      pages.add('other.html', toPage(snippet, toScript("_kmq.push(['record', 'Came Over']);")));
      pages.add(
        'first.html',
        toPage(
          toScript(early) + snippet,
          `<a id="to-other" href="http://other.test:${pages.port}/other.html">Other</a>`,
        ),
      );
      const page = await profile.open(`http://shop.test:${pages.port}/first.html`);
      await page.until(() => 'KM' in window);
      const identity = await page.evaluate(() =>
        (window as never as { KM: { i(): string } }).KM.i(),
      );
      await runIn(page, handOver);
      await page.click('#to-other');
      await page.until(() => location.hostname === 'other.test' && 'KM' in window);
      const person = await personWith(identity, 'Viewed Pricing', 'Came Over');
      expect(person.timeline.filter(({ name }) => name === 'Page View')).toHaveLength(2);
      expect(await page.address()).not.toContain('kmi');
      await until('the other cookie', () =>
        page.evaluate(
          (id) => decodeURIComponent(document.cookie).includes(`km_ai=${id}`),
          identity,
        ),
      );
      expect(await page.problems()).toEqual([]);
    }));
});
