// A browser that no vendor takes for a robot: some leave out what a driver or a headless browser does.
import { chromium, firefox } from 'playwright-core';
import { PROGRAMS } from '../../test/support/browsers.mjs';

/** Who stops a bench wants no row that says so: no browser is closed under it, all end together. */
const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

const launchers = {
  chromium: () =>
    chromium.launch({
      ...signals,
      executablePath: PROGRAMS.chromium.path,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    }),
  firefox: () =>
    firefox.launch({
      ...signals,
      executablePath: PROGRAMS.firefox.path,
      channel: 'moz-firefox',
    }),
};

/** @param {'chromium' | 'firefox'} engine */
export const launch = async (engine) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const browser = await launchers[engine]();
  const probe = await browser.newPage();
  const agent = await probe.evaluate(() => navigator.userAgent);
  await probe.context().close();
  return {
    version: browser.version(),
    /** A person's browser: empty storage, several tabs. */
    person: async () => {
      const context = await browser.newContext({ userAgent: agent.replace('Headless', '') });
      await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });
      });
      return context;
    },
    close: () => browser.close(),
  };
};
