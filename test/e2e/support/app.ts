import axe from 'axe-core';
import type { Collector } from './collector.js';
import type { Browser, InPage, Look, Page, Profile } from './launch.js';

/** A browser that is signed in to the app of a collector. */
export const openApp = async (
  browser: Browser,
  collector: Collector,
  look: Look = {},
): Promise<Profile> => {
  const profile = await browser.profile(look);
  const page = await profile.open(`${collector.url}/app/`);
  await page.until(() => document.querySelector('.token summary'));
  await page.click('.token summary');
  await page.fill('[name=token]', collector.token);
  await page.click('.token form button');
  await page.until(() => document.querySelector('.sign-out'));
  await page.close();
  return profile;
};

/** The text of the first element, once it holds what is sought. */
export const textOf = (page: Page, selector: string, sought: string): Promise<string> =>
  page.until(
    ([selector, sought]) => {
      const text = document.querySelector(selector)?.textContent ?? '';
      return text.includes(sought) && text;
    },
    [selector, sought] as [string, string],
  );

export const textsOf = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(
    (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent ?? ''),
    selector,
  );

/** The rows of a table, cell by cell, without what only screen readers hear. */
export const rowsOf = (page: Page, selector: string): Promise<string[][]> =>
  page.evaluate((selector) => {
    const toText = (cell: Element) => {
      const copy = cell.cloneNode(true) as Element;
      for (const unseen of copy.querySelectorAll('.unseen')) unseen.remove();
      return copy.textContent ?? '';
    };
    return [...document.querySelectorAll(`${selector} tr`)].map((row) =>
      [...row.children].map(toText),
    );
  }, selector);

/** Types into the field of this label and takes what was typed. */
export const choose = async (page: Page, field: string, name: string): Promise<void> => {
  await page.until((field) => document.querySelector(`[aria-label="${field}"]`), field);
  await page.fill(`[aria-label="${field}"]`, name);
  await page.press('Enter');
};

/** Clicks the element of this selector with exactly this text. */
export const clickText = (page: Page, selector: string, text: string): Promise<boolean> =>
  page.until(
    ([selector, text]) => {
      const found = [...document.querySelectorAll<HTMLElement>(selector)].find(
        (one) => one.textContent?.trim() === text,
      );
      found?.click();
      return found !== undefined;
    },
    [selector, text] as [string, string],
  );

/** Chooses from a list or ticks a box, as its label says. */
export const set = (page: Page, field: string, value: string | boolean): Promise<boolean> =>
  page.until(
    ([field, value]) => {
      const labelled = [...document.querySelectorAll('label')].find(
        (label) => label.textContent?.trim() === field,
      );
      const found =
        document.querySelector(`[aria-label="${field}"]`) ??
        labelled?.control ??
        labelled?.querySelector('input');
      if (!found) return false;
      if (typeof value === 'boolean') (found as HTMLInputElement).checked = value;
      else (found as HTMLSelectElement).value = value;
      found.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    },
    [field, value] as [string, string | boolean],
  );

/** Goes to an address of the app as a link in it does, and waits for the heading and for what it shows. */
export const show = async (
  page: Page,
  path: string,
  { title, ready }: { title: string; ready: string },
): Promise<void> => {
  await page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await page.until(
    ([title, ready]) =>
      document.querySelector('h1')?.textContent?.includes(title) &&
      !document.querySelector('[aria-busy=true]') &&
      document.querySelector(ready) !== null,
    [title, ready] as [string, string],
  );
};

/** A function whose text holds axe itself: the app's policy lets no script in by any other way. */
const bringAxe = new Function(`${axe.source}; Object.assign(window, { axe });`) as InPage<
  undefined,
  void
>;

/** What axe finds in the page as it is now: how serious, which rule, where. */
export const findIssues = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(bringAxe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    // Half-way between two colours nothing has the contrast of either.
    for (const animation of document.getAnimations()) animation.cancel();
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => `${impact} ${id} ${nodes[0]?.html}`);
  });
};

/** By how many pixels the page is wider than its window. */
export const readOverflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
