import { expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../src/config.js';
import { addUser, makeLoginLink } from '../../src/start/commands.js';
import type { Problem } from '../../src/start/problem.js';
import { openStore } from '../../src/store/store.js';
import { createFolder } from '../support/folder.js';

const createConfig = (): Config => ({
  ...{ port: 8484, host: '127.0.0.1', data: createFolder(onTestFinished) },
  ...{ trustProxy: false, history: false },
});

/** What a command says where it refuses. */
const refusal = (command: Promise<string>): Promise<string> =>
  command.then(
    () => 'done',
    (error: Problem) => error.lines.join(' '),
  );

test('somebody is added beside a collector that does not run, and let in by the link (S41)', async () => {
  const config = createConfig();
  const printed = await addUser(config, 'ada@example.com', { name: 'Ada', owner: true });
  const [, secret = ''] = /^http:\/\/127\.0\.0\.1:8484\/app\/~join#([\w-]+)\n/.exec(printed)!;
  const { users } = await openStore(config.data, { now: Date.now, token: 'x', demo: true });
  expect(users.findByLink(secret)).toMatchObject({
    ...{ kind: 'invitation', user: { name: 'Ada', owner: true } },
  });
  await addUser(config, 'bob@example.com', { role: 'viewer', site: 'demo' });
  const { users: after } = await openStore(config.data, { now: Date.now, token: 'x', demo: true });
  expect(after.findByEmail('bob@example.com')!.roles).toEqual({ demo: 'viewer' });
});

test.each([
  ['no address', { owner: true as const }, 'not an e-mail address'],
  ['b@example.com', {}, '--owner, or --role'],
  ['b@example.com', { role: 'boss' }, '--owner, or --role'],
  ['b@example.com', { role: 'viewer', owner: true as const }, '--owner, or --role'],
  ['b@example.com', { role: 'viewer', site: 'nowhere' }, 'No site has the key "nowhere"'],
])('%s with %o is refused: %s', async (email, given, told) => {
  expect(await refusal(addUser(createConfig(), email, given))).toContain(told);
});

test('lost access comes back by a link for an address of the team, and for no other (S41)', async () => {
  const config = createConfig();
  await addUser(config, 'ada@example.com', { role: 'viewer' });
  expect(await refusal(addUser(config, 'ADA@example.com', { owner: true }))).toContain('already');
  expect(await refusal(makeLoginLink(config, 'eve@example.com'))).toContain('No one on the team');
  const printed = await makeLoginLink(config, 'Ada@example.com');
  const [, secret = ''] = /\/login\/([\w-]+)/.exec(printed)!;
  const store = await openStore(config.data, { now: Date.now, token: 'x', demo: true });
  const session = await store.signIn.take(secret);
  expect(store.signIn.find(session!)).toEqual({
    user: store.users.findByEmail('ada@example.com')!.id,
  });
});
