import { createLoginSecret } from '../../src/store/sign-in.js';
import type { NewUser, User } from '../../src/team/users.js';
import type { TestApp } from './app.js';
import { NOW } from './hits.js';

/** Where the app of a test is, and the headers of its own pages there. */
export const OWN = { host: 'localhost:8484', origin: 'http://localhost:8484' };

/** A password that nobody has leaked. */
export const PASSWORD = 'seven purple herons';

/** A browser: keeps the cookie that it is given. */
export interface Browser {
  cookie: string;
  ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown>; code: string | undefined }>;
}

/** Opens a browser in front of a test's collector. */
export const openBrowser = ({ app }: Pick<TestApp, 'app'>, address = '203.0.113.7'): Browser => {
  const browser: Browser = {
    cookie: '',
    async ask(method, url, payload, headers = {}) {
      const answer = await app.inject({
        ...{ method, url, remoteAddress: address },
        headers: { ...OWN, ...(browser.cookie && { cookie: browser.cookie }), ...headers },
        ...(payload && { payload }),
      });
      const set = answer.headers['set-cookie'];
      if (set) browser.cookie = String(set).split(';')[0]!;
      const body = /^[[{]/.test(answer.body) ? answer.json() : {};
      return { status: answer.statusCode, body, code: body.error?.code };
    },
  };
  return browser;
};

/** A browser that is signed in by a link, as whoever runs the collector. */
export const signInByLink = async (test: TestApp): Promise<Browser> => {
  const browser = openBrowser(test);
  await browser.ask('GET', `/login/${await createLoginSecret(test.folder, NOW)}`);
  return browser;
};

/** Somebody of the team with a password, and a browser that is signed in as them. */
export const addMember = async (
  test: TestApp,
  given: Partial<NewUser> & { name: string },
): Promise<{ user: User; browser: Browser; email: string }> => {
  const email = given.email ?? `${given.name.toLowerCase()}@example.com`;
  const { hashPassword } = await import('../../src/team/password.js');
  const user = await test.store.users.add(
    { owner: false, roles: {}, ...given, email },
    { password: await hashPassword(PASSWORD) },
  );
  const browser = openBrowser(test);
  const { status } = await browser.ask('POST', '/api/session', { email, password: PASSWORD });
  if (status !== 204) throw new Error(`${email} could not sign in: ${status}`);
  return { user, browser, email };
};
