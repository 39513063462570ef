import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
const PLACES = ['https://track.example.com', 'http://127.0.0.1:8484'];

let collector: Collector;
let pages: PageServer;
let browser: Browser;
beforeAll(async () => {
  collector = await startCollector();
  pages = await startPages();
  browser = await launch('chromium');
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
  await collector?.stop();
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
  return (await run('bash', ['-euc', script], { env })).stdout;
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
      const calls = blocks('js').map((code) => `<script>${code}</script>`);
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
      const head = snippet + [identify, record, set].map((code) => `<script>${code}</script>`);
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
