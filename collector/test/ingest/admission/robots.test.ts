import { describe, expect, test } from 'vitest';
import { isLeftOut, type LeftOut } from '../../../src/ingest/admission/robots.js';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const HEADLESS = CHROME.replace('Chrome/', 'HeadlessChrome/');
const GOOGLE = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const USUAL: LeftOut = { leaveOutBots: true, leaveOutHeadless: false, internalAddresses: [] };

describe('whose hits reports leave out (S26)', () => {
  test.each<[string, boolean, string | undefined, Partial<LeftOut>]>([
    ['a browser', false, CHROME, {}],
    ['a crawler', true, GOOGLE, {}],
    ['a crawler, where the site counts them', false, GOOGLE, { leaveOutBots: false }],
    ['a browser without a window', false, HEADLESS, {}],
    ['the same, where the site does not want them', true, HEADLESS, { leaveOutHeadless: true }],
    ['a server that sends batches', false, 'node', {}],
    ['a person with a terminal', false, 'curl/8.14.1', {}],
    ['nobody says who', false, undefined, {}],
    ['the company’s own office', true, CHROME, { internalAddresses: ['203.0.113.7'] }],
    ['another office', false, CHROME, { internalAddresses: ['203.0.113.8'] }],
  ])('%s: %s', (_, expected, agent, settings) => {
    expect(isLeftOut({ ...USUAL, ...settings }, { agent, address: '203.0.113.7' })).toBe(expected);
  });

  test.each([
    ['counted, where nothing else is set', false, {}],
    ['left out, where the site does not want them', true, { leaveOutHeadless: true }],
  ])('a browser that a program drives is %s', (_, expected, settings) => {
    const sender = { agent: CHROME, automated: true, address: '203.0.113.7' };
    expect(isLeftOut({ ...USUAL, ...settings }, sender)).toBe(expected);
  });
});
