import {
  chromium,
  firefox,
  type Browser as PlaywrightBrowser,
  type BrowserContext as PlaywrightContext,
  type Page as PlaywrightPage,
} from 'playwright-core';
import { PROGRAMS } from '../../support/browsers.mjs';
import type { Browser, Engine, InPage, LaunchSettings, Page, Profile } from './launch.js';
import { MADE_UP_HOSTS } from './launch.js';
import { until } from './patience.js';

const CHROMIUM_WORDS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const createPage = (tab: PlaywrightPage): Page => {
  const problems: string[] = [];
  const requests: string[] = [];
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  tab.on('pageerror', (error) => problems.push(String(error)));
  tab.on('request', (request) => requests.push(request.url()));

  const evaluate = <Argument, Result>(run: InPage<Argument, Result>, argument?: Argument) =>
    tab.evaluate(run as never, argument as never) as Promise<Result>;
  return {
    goto: async (address) => {
      await tab.goto(address);
      // Firefox answers from the document before for a moment. A page may have taken a built-in that the driver uses: it is there.
      await until(`the document of ${address}`, () =>
        tab
          .evaluate(() => document.readyState)
          .catch((error) => {
            if (/TypeError/.test(error)) return true;
            throw error;
          }),
      );
    },
    address: async () => tab.url(),
    evaluate,
    until: <Argument, Result>(run: InPage<Argument, Result>, argument?: Argument) =>
      until(String(run), () => evaluate(run, argument)),
    click: (selector, { button = 'left', modifier } = {}) =>
      tab.click(selector, { button, modifiers: modifier ? [modifier] : [] }),
    fill: (selector, text) => tab.fill(selector, text),
    upload: (selector, path) => tab.setInputFiles(selector, path),
    press: (key) => tab.keyboard.press(key),
    screenshot: () => tab.screenshot(),
    problems: async () => problems,
    requests: async () => requests,
    close: () => tab.close(),
  };
};

const createProfile = (context: PlaywrightContext): Profile => ({
  open: async (address) => {
    const page = createPage(await context.newPage());
    if (address) await page.goto(address);
    return page;
  },
  close: () => context.close(),
});

const createBrowser = (engine: Engine, browser: PlaywrightBrowser): Browser => ({
  engine,
  profile: async ({ dark = false, width = 1280 } = {}) =>
    createProfile(
      await browser.newContext({
        colorScheme: dark ? 'dark' : 'light',
        viewport: { width, height: 800 },
      }),
    ),
  close: () => browser.close(),
});

const toResolverRules = (hosts: Record<string, string>): string =>
  [
    ...Object.entries(hosts).map(([host, target]) => `MAP ${host}:80 ${target}`),
    ...MADE_UP_HOSTS.map((host) => `MAP ${host} 127.0.0.1`),
  ].join(', ');

export const launchChromium = async ({
  hosts = {},
  backForwardCache = false,
}: LaunchSettings): Promise<Browser> =>
  createBrowser(
    'chromium',
    await chromium.launch({
      executablePath: PROGRAMS.chromium.path,
      args: [...CHROMIUM_WORDS, `--host-resolver-rules=${toResolverRules(hosts)}`],
      ignoreDefaultArgs: backForwardCache ? ['--disable-back-forward-cache'] : [],
    }),
  );

export const launchFirefox = async ({ hosts }: LaunchSettings): Promise<Browser> => {
  if (hosts) throw new Error('Firefox cannot answer a host by another port; use Chromium');
  return createBrowser(
    'firefox',
    await firefox.launch({
      executablePath: PROGRAMS.firefox.path,
      channel: 'moz-firefox',
      firefoxUserPrefs: { 'network.dns.localDomains': MADE_UP_HOSTS.join(',') },
    }),
  );
};
