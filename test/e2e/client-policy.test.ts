import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES, launch } from './support/launch.js';
import { until } from './support/patience.js';
import { createSite, push } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
beforeAll(async () => {
  tracked = await startTracked();
});
afterAll(() => tracked?.close());

const NONCE = 'r4nd0m';

/** What a careful site answers with: scripts by nonce, one endpoint, one policy for script addresses. */
const toHeader = (collector: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
    `connect-src ${collector}/`,
    'img-src data:',
    "require-trusted-types-for 'script'",
    'trusted-types kmq',
    "base-uri 'none'",
  ].join('; ');

const WATCH = `<script nonce="${NONCE}">
  violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    violations.push([violatedDirective, blockedURI, sample].join(' '));
  });
</script>`;

const BODY = `<a id="link" href="#there">There</a>
  <form id="form"><input name="city" value="Paris"><button type="submit">Go</button></form>
  <script nonce="${NONCE}">
    form.addEventListener('submit', (event) => event.preventDefault());
    _kmq.push(
      ['configure', { spa: true, rules: [{ on: 'view', url: '/*', name: 'Saw A Page' }] }],
      ['trackClick', 'link', 'Clicked'], ['trackSubmit', 'form', 'Submitted'],
      ['register', { Colour: 'red' }], () => { KM.ab('Button', ['red', 'blue']); },
    );
  </script>`;

describe.each(ENGINES)('a strict content security policy in %s (C32)', (engine) => {
  it('lets everything through, and has nothing to report', async () => {
    const key = `policy-${engine}`;
    const site = await createSite(tracked, key);
    const headers = { 'content-security-policy': toHeader(tracked.collector.url) };
    const head = WATCH + site.snippet.replace('<script', `<script nonce="${NONCE}"`);
    const html = (title: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
      <title>${title}</title><link rel="icon" href="data:,">${head}</head><body>${BODY}</body></html>`;
    const first = tracked.pages.add(`${key}.html`, html('First'), headers);
    const second = tracked.pages.add(`${key}-second.html`, html('Second'), headers);

    const browser = await launch(engine);
    const page = await (await browser.profile()).open(first);
    await page.until(() => 'KM' in window);
    await page.click('#link');
    await page.click('button');
    await page.evaluate(() => history.pushState(null, '', '?route'));
    await push(page, ['identify', 'ada@example.com'], ['record', 'Left']);
    // What is left on leaving goes by a beacon, which the policy sees, too.
    await page.goto(second);
    await page.until(() => 'KM' in window);
    await until('the last call of the first page', async () =>
      namesOf(await site.hits()).includes('Left'),
    );
    const names = namesOf(await site.settled(page));
    expect(names.sort()).toEqual(['Clicked', 'Left', 'Saw A Page', 'Saw A Page', 'Submitted']);
    expect(
      await page.evaluate(() => (window as never as { violations: string[] }).violations),
    ).toEqual([]);
    expect(await page.problems()).toEqual([]);

    // The policy is in force: a script without the nonce and an address that is a text are refused.
    const refused = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.src = '/none.js';
      } catch {
        return true;
      }
      return false;
    });
    expect(refused).toBe(true);
    await browser.close();
  });
});
