import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchPlainChromium, type PlainChromium } from './support/devtools.js';
import { until } from './support/patience.js';
import { createSite } from './support/site.js';
import { namesOf, startTracked, type Tracked } from './support/tracked.js';

let tracked: Tracked;
let browser: PlainChromium;
beforeAll(async () => {
  tracked = await startTracked();
  browser = await launchPlainChromium();
});
afterAll(async () => {
  await browser?.close();
  await tracked?.close();
});

/** Firefox and WebKit prerender no page. */
it('counts a page that Chromium prerenders when it is shown, as of then (C18)', async () => {
  const site = await createSite(tracked, 'prerender');
  const next = site.add('next.html', {
    title: 'Next',
    body: `<script>
      wasPrerendering = document.prerendering;
      _kmq.push(['record', 'Early']);
      document.addEventListener('prerenderingchange', () => {
        _kmq.push(['record', 'On Being Shown']);
        setTimeout(() => _kmq.push(['record', 'Late']));
      });
      const tell = () =>
        fetch(['/tell', document.cookie.includes('km_'), Object.keys(localStorage).length].join('-'));
      const waiting = setInterval(() => {
        if (!window.KM || !document.prerendering) return;
        clearInterval(waiting);
        _kmq.push(['record', 'Behind The Scenes']);
        // By then it would have been sent.
        setTimeout(tell, 1200);
      }, 5);
    </script>`,
  });
  const first = tracked.pages.add(
    'prerender-first',
    `<!doctype html><title>First</title><link rel="icon" href="data:,">
    <script type="speculationrules">
      {"prerender": [{"urls": [${JSON.stringify(next)}], "eagerness": "immediate"}]}
    </script><a href="${next}">Next</a>`,
  );
  await browser.goto(first);
  const told = () =>
    tracked.pages.requests.map(({ path }) => path).find((path) => /^\/tell/.test(path));
  // Before it is shown: no cookie, nothing stored, nothing sent.
  expect(await until('the page behind the scenes', told)).toBe('/tell-false-0');
  expect(await site.hits()).toEqual([]);

  const shown = Date.now() / 1000;
  await browser.evaluate(`document.querySelector('a').click()`);
  await until('the page', async () => (await browser.evaluate('document.title')) === 'Next');
  expect(await browser.evaluate('wasPrerendering')).toBe(true);
  const hits = await until('its hits', async () => {
    const all = await site.hits();
    return namesOf(all).includes('Late') && all;
  });
  expect(hits.map(({ _n }) => _n)).toEqual([
    'Page View',
    'Visited Site',
    'Early',
    'Behind The Scenes',
    // By a listener that the page added before the library came.
    'On Being Shown',
    'Late',
  ]);
  expect(hits[0]).toMatchObject({ 'Page Title': 'Next', Referrer: first });
  expect(Math.min(...hits.map(({ _t }) => Number(_t)))).toBeGreaterThanOrEqual(shown - 0.01);
});
