import { mkdir, writeFile } from 'node:fs/promises';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toSnippet } from '../../src/snippet.js';
import { type Browser, ENGINES, launch, type Page } from './support/launch.js';
import { BEHAVIOURS, startMisbehaving } from './support/misbehaving.js';
import { until } from './support/patience.js';
import { startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const NONCE = 'r4nd0m';
const toHeader = (endpoint: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
    `connect-src ${endpoint}`,
    'img-src data:',
    "require-trusted-types-for 'script'",
    'trusted-types kmq',
    "base-uri 'none'",
  ].join('; ');

/** The panel's shadow is closed to the page it looks at; a test has to see into it. */
const HEAD = `<script nonce="${NONCE}">
  violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    violations.push(violatedDirective + ' ' + blockedURI);
  });
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function () { return attachShadow.call(this, { mode: 'open' }); };
</script>`;

/** Every mistake that the inspector knows, in the order in which it names them. */
const MISTAKES = `<script nonce="${NONCE}">
  _kmq.push(
    ['configure', { debug: true }],
    ['record', 'Viewed Account'],
    ['set', { Plan: 'Pro' }],
    ['identify', 'jane@example.com'],
    ['identify', '4711'],
    ['identify', undefined + ''],
    ['record', 'Purchased', { revenue: 49.99 }],
    ['record', 'Purchased', { Revenue: '$49.99' }],
    ['record', 'Opened Menu '],
    ['record', 'purchased'],
    ['set', { 'Last Seen': 1795336083478 }],
  );
  _kmq.push(['recrod', 'Opened Menu']);
</script>`;
const CODES = [
  'unknown_command',
  'record_before_identify',
  'set_before_identify',
  'two_identity_styles',
  'placeholder_identity',
  'revenue_misspelled',
  'revenue_not_numeric',
  'spaces_around_name',
  'similar_event_names',
  'high_cardinality',
  'endpoint_blocked',
];

interface Shown {
  kind: string;
  title: string;
  state: string;
  details: Record<string, string>;
}

/** The lines of the panel. */
const readLines = (page: Page): Promise<Shown[]> =>
  page.evaluate(() => {
    const shadow = document.querySelector('[data-kmq-inspector]')?.shadowRoot;
    return [...(shadow?.querySelectorAll('li') ?? [])].map((item) => {
      const [, , title, state] = item.querySelector('.row')!.children;
      const names = [...item.querySelectorAll('dt')].map(({ textContent }) => textContent!);
      const values = [...item.querySelectorAll('dd')].map(({ textContent }) => textContent!);
      return {
        kind: item.dataset.kind!,
        title: title!.textContent!,
        state: state!.textContent!,
        details: Object.fromEntries(names.map((name, n) => [name, values[n]!])),
      };
    });
  });

const readCodes = async (page: Page): Promise<string[]> =>
  (await readLines(page))
    .filter(({ kind }) => kind === 'mistake')
    .map(({ details }) => details.code!);

const violations = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as never as { violations: string[] }).violations);

const addPage = (name: string, body: string, header: string, script = tracked.collector.url) => {
  const snippet = toSnippet({ key: 'demo', script: `${script}/demo.2.js` });
  return tracked.pages.add(
    `${name}.html`,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Account</title>
    <link rel="icon" href="data:,">${HEAD}${snippet.replace('<script', `<script nonce="${NONCE}"`)}
    </head><body><main><h1>Your account</h1><p>Plan: Pro. Last payment: $49.99.</p>
    <a id="next" href="?next">Invoices</a></main>${body}</body></html>`,
    { 'content-security-policy': header },
  );
};

/** `docs/images` holds what this shows; written on request, for no two runs give the same bytes. */
const keepImage = async (page: Page): Promise<void> => {
  if (!process.env.TEST_IMAGES) return;
  await mkdir('docs/images', { recursive: true });
  await writeFile('docs/images/inspector.png', await page.screenshot());
};

describe.each(ENGINES)('the inspector in %s (C33)', (engine) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(engine);
  });
  afterAll(() => browser?.close());

  it('names every mistake of a page whose policy forbids the endpoint', async () => {
    const page = await (await browser.profile()).open(
      addPage(`mistakes-${engine}`, MISTAKES, toHeader("'none'")),
    );
    await until('every mistake', async () => (await readCodes(page)).length >= CODES.length);
    expect((await readCodes(page)).sort()).toEqual([...CODES].sort());
    const [first] = (await readLines(page)).filter(({ kind }) => kind === 'mistake');
    expect(first).toMatchObject({
      title: 'This page knows the person, but recorded before it said who it is.',
      details: { where: '“Viewed Account”', fix: 'Call identify before the event is recorded.' },
    });
    // The one thing that the policy refused is what the page's owner has to allow.
    for (const violation of await violations(page)) expect(violation).toMatch(/^connect-src /);
  });

  it('follows hits to the collector, under a strict policy, and disturbs nothing', async () => {
    const page = await (await browser.profile()).open(
      addPage(
        `deliveries-${engine}`,
        `<script nonce="${NONCE}">_kmq.push(
          ['configure', { debug: 'url', spa: true }], ['identify', 'jane@example.com'],
          ['record', 'Viewed Account', { Plan: 'Pro' }], ['trackClick', 'a', 'Clicked Link'],
          ['trackClick', '[type=button]', 'Clicked Ours'],
        );</script>`,
        toHeader(`${tracked.collector.url}/`),
      ).concat('?km_debug=1'),
    );
    const delivered = async () =>
      (await readLines(page))
        .filter(({ state }) => state === 'delivered')
        .map(({ title }) => title);
    await until('the hits', async () => (await delivered()).includes('Viewed Account'));
    const lines = await readLines(page);
    expect(lines.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['identify("jane@example.com")', 'jane@example.com', 'Page View']),
    );
    expect(
      lines.find(({ title, kind }) => kind === 'hit' && title === 'Viewed Account'),
    ).toMatchObject({ details: { Plan: 'Pro', person: 'jane@example.com' } });
    // Another page of the tab: no parameter, no panel.
    expect(await violations(page)).toEqual([]);
    await page.goto((await page.address()).split('?')[0]!);
    await page.until(() => 'KM' in window);
    expect(await page.evaluate(() => document.querySelector('[data-kmq-inspector]'))).toBeNull();
  });
});

describe('the panel', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch('chromium');
    const header = toHeader("'none'");
    page = await (await browser.profile()).open(addPage('panel', MISTAKES, header));
    await until('every mistake', async () => (await readCodes(page)).length >= CODES.length);
  });
  afterAll(() => browser?.close());

  it('has no finding of axe', async () => {
    const find = new Function(
      `${axe.source}; return axe.run('[data-kmq-inspector]').then(({ violations }) =>
        violations.map(({ id, impact, nodes }) => impact + ' ' + id + ' ' + nodes[0].html))`,
    ) as () => Promise<string[]>;
    expect(await page.evaluate(find)).toEqual([]);
  });

  it('shows what it is asked for', async () => {
    const shownKinds = () =>
      page.evaluate(() => {
        const { shadowRoot } = document.querySelector('[data-kmq-inspector]')!;
        const items = [...shadowRoot!.querySelectorAll('li')].filter(({ hidden }) => !hidden);
        return [...new Set(items.map(({ dataset }) => dataset.kind))];
      });
    expect((await shownKinds()).length).toBeGreaterThan(3);
    await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('[data-kmq-inspector]')!;
      const choice = shadowRoot!.querySelector('select')!;
      choice.value = 'mistake';
      choice.dispatchEvent(new Event('change'));
      shadowRoot!.querySelector('ol')!.scrollTop = 0;
    });
    expect(await shownKinds()).toEqual(['mistake']);
    await keepImage(page);
  });

  it('is folded and opened by keyboard, and stays folded on the next page', async () => {
    const isOpen = () =>
      page.evaluate(() => {
        const { shadowRoot } = document.querySelector('[data-kmq-inspector]')!;
        return shadowRoot!.querySelector('[aria-expanded]')!.getAttribute('aria-expanded');
      });
    expect(await isOpen()).toBe('true');
    // The link of the page, then the first button of the panel.
    await page.press('Tab');
    await page.press('Tab');
    await page.press('Enter');
    expect(await isOpen()).toBe('false');
    await page.press('Enter');
    expect(await isOpen()).toBe('true');
    await page.press('Escape');
    expect(await isOpen()).toBe('false');
    await page.goto(await page.address());
    await page.until(() => document.querySelector('[data-kmq-inspector]'));
    expect(await isOpen()).toBe('false');
  });
});

it('is no target of the page’s own selectors: its shadow is closed', async () => {
  const browser = await launch('chromium');
  try {
    const { snippet } = tracked;
    const page = await (await browser.profile()).open(
      tracked.pages.add(
        'closed.html',
        `<!doctype html><title>Closed</title><link rel="icon" href="data:,">${snippet}
        <script>_kmq.push(['configure', { debug: true }], ['trackClick', '[type=button]', 'Clicked Ours'])</script>`,
      ),
    );
    await page.until(() => document.querySelector('[data-kmq-inspector]'));
    await page.press('Tab');
    expect(
      await page.evaluate(() => document.activeElement?.hasAttribute('data-kmq-inspector')),
    ).toBe(true);
    await page.press('Enter');
    await page.evaluate(() => {
      (window as never as { _kmq: unknown[] })._kmq.push(['record', 'After'], ['flush']);
    });
    const names = async () =>
      (await tracked.collector.export('demo')).map(({ _n }) => _n).filter(Boolean);
    await until('the last call', async () => (await names()).includes('After'));
    expect(await names()).not.toContain('Clicked Ours');
  } finally {
    await browser.close();
  }
});

it('names an endpoint that never answers, as behind a content blocker', async () => {
  const proxy = await startMisbehaving(tracked.collector.url);
  const browser = await launch('chromium');
  try {
    // An answer that no page may read looks to it like none.
    proxy.behave(() => ({ status: 500 }));
    const body = `<script nonce="${NONCE}">_kmq.push(['configure', { debug: true }])</script>`;
    const page = await (await browser.profile()).open(
      addPage('blocked', body, toHeader(`${proxy.url}/`), proxy.url),
    );
    await until(
      'the mistake',
      async () => (await readCodes(page)).includes('endpoint_blocked'),
      30_000,
    );
    proxy.behave(BEHAVIOURS.well);
    await until(
      'the hits',
      async () =>
        (await readLines(page)).some(({ kind, state }) => kind === 'hit' && state === 'delivered'),
      60_000,
    );
  } finally {
    await browser.close();
    await proxy.close();
  }
});
