import { once } from 'node:events';
import { PROGRAMS } from '../../support/browsers.mjs';
import { endChild, startChild } from './children.js';
import type { Browser, InPage, LaunchSettings, Page, Profile } from './launch.js';
import { until } from './patience.js';
import { findPort } from './port.js';

/** WebDriver's name for the id of an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** WebDriver's code points of keys that are no letters. */
const KEYS: Record<string, string> = {
  Enter: '\uE007',
  Space: ' ',
  Tab: '\uE004',
};

const EXECUTE = '/execute/async';

/** The driver never answers for a page that goes into the back/forward cache at that moment; asked again, it does. */
const SCRIPT_MS = 8_000;

type Ask = <Answer = unknown>(method: string, path: string, body?: object) => Promise<Answer>;

const createDriver =
  (origin: string): Ask =>
  async (method, path, body) => {
    const answer = await fetch(origin + path, {
      method,
      signal: path.endsWith(EXECUTE) ? AbortSignal.timeout(SCRIPT_MS) : null,
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    });
    const { value } = (await answer.json()) as { value: never };
    if (!answer.ok) {
      const { error, message } = value as { error: string; message: string };
      throw new Error(`WebKit: ${error}: ${message}`);
    }
    return value;
  };

/** A session acts on one tab at a time: what is asked of a tab waits until the others have had their answer. */
const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    const next = last.then(act, act);
    // The caller hears of its own failure; the next in turn must not.
    last = next.catch(() => undefined);
    return next;
  };
};

const toScript = (run: unknown): string => `
  const [argument, answer] = arguments;
  Promise.resolve().then(() => (${run})(argument)).then(
    (value) => answer({ value }),
    (error) => answer({ error: String(error) }),
  );`;

const toPress = (value: string) => ({
  actions: [
    {
      type: 'key',
      id: 'keys',
      actions: [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ],
    },
  ],
});

const createPage = (ask: Ask, handle: string, turn: ReturnType<typeof createTurns>): Page => {
  const inTab = <Answer>(act: () => Promise<Answer>) =>
    turn(async () => {
      await ask('POST', '/window', { handle });
      return act();
    });
  const evaluate = <Argument, Result>(run: InPage<Argument, Result>, argument?: Argument) =>
    inTab(async () => {
      const answer = await ask<{ value: Result; error?: string }>('POST', EXECUTE, {
        script: toScript(run),
        args: [argument ?? null],
      });
      if (answer.error) throw new Error(answer.error);
      return answer.value;
    });
  const find = async (selector: string): Promise<string> => {
    const element = await ask<Record<string, string>>('POST', '/element', {
      using: 'css selector',
      value: selector,
    });
    return `/element/${element[ELEMENT]}`;
  };
  return {
    goto: (address) =>
      inTab(async () => {
        await ask('POST', '/url', { url: address });
      }),
    address: () => inTab(() => ask<string>('GET', '/url')),
    evaluate,
    until: <Argument, Result>(run: InPage<Argument, Result>, argument?: Argument) =>
      until(String(run), () => evaluate(run, argument)),
    click: async (selector, how) => {
      if (how)
        throw new Error(
          "WebKit's driver lifts the left button, whichever was pressed, and its browser opens no tabs",
        );
      await until(`a click on ${selector}`, () =>
        inTab(async () => {
          await ask('POST', `${await find(selector)}/click`);
          return true;
        }),
      );
    },
    upload: () => Promise.reject(new Error('WebKit’s driver chooses no files')),
    fill: (selector, text) =>
      inTab(async () => {
        const element = await find(selector);
        await ask('POST', `${element}/clear`);
        await ask('POST', `${element}/value`, { text });
      }),
    press: (key) =>
      inTab(async () => {
        await ask('POST', '/actions', toPress(KEYS[key] ?? key));
      }),
    screenshot: () =>
      inTab(async () => Buffer.from(await ask<string>('GET', '/screenshot'), 'base64')),
    problems: () => evaluate(() => (window as { problems?: string[] }).problems ?? []),
    requests: () =>
      evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name)),
    close: () =>
      inTab(async () => {
        await ask('DELETE', '/window');
      }),
  };
};

/** One driver holds one session, and a session is one person's browser: each profile starts its own. */
const createProfile = async (display: string): Promise<Profile> => {
  const port = await findPort();
  const child = startChild(PROGRAMS.webkitDriver.path, ['--host=127.0.0.1', `--port=${port}`], {
    env: { ...process.env, DISPLAY: display },
    stdio: 'ignore',
  });
  const driver = createDriver(`http://127.0.0.1:${port}`);
  await until('WebKitWebDriver', () => driver('GET', '/status'));
  const { sessionId } = await driver<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary: PROGRAMS.miniBrowser.path, args: ['--automation'] },
      },
    },
  });
  const ask: Ask = (method, path, body) => driver(method, `/session/${sessionId}${path}`, body);
  const turn = createTurns();
  let fresh: string | undefined = await ask<string>('GET', '/window');

  const openTab = async (): Promise<string> => {
    const first = fresh;
    fresh = undefined;
    if (first) return first;
    // The tab that was acted in last may be closed: the driver asks for a living one.
    const [living] = await ask<string[]>('GET', '/window/handles');
    await ask('POST', '/window', { handle: living });
    return (await ask<{ handle: string }>('POST', '/window/new', { type: 'tab' })).handle;
  };
  return {
    open: async (address) => {
      const page = createPage(ask, await turn(openTab), turn);
      if (address) await page.goto(address);
      return page;
    },
    close: async () => {
      // A session whose last tab was closed is gone already.
      await driver('DELETE', `/session/${sessionId}`).catch(() => undefined);
      await endChild(child);
    },
  };
};

export const launchWebKit = async ({ hosts }: LaunchSettings): Promise<Browser> => {
  if (hosts) throw new Error('WebKit has no made-up hosts; use Chromium');
  const child = startChild(
    PROGRAMS.display.path,
    ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [number] = await once(child.stdout!, 'data');
  const profiles: Profile[] = [];
  return {
    engine: 'webkit',
    profile: async () => {
      const profile = await createProfile(`:${String(number).trim()}`);
      profiles.push(profile);
      return profile;
    },
    close: async () => {
      await Promise.all(profiles.map((profile) => profile.close()));
      await endChild(child, 'SIGTERM');
    },
  };
};
