import { readFileSync } from 'node:fs';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addRules, requireAccess } from '../../src/routes/access/access.js';
import { createGuesses } from '../../src/routes/access/guesses.js';
import { answerError } from '../../src/routes/http/answer-error.js';
import { API } from '../../src/routes/openapi/openapi.js';
import {
  ALL_SITES,
  PERMISSIONS,
  type PermissionName,
  ROLES,
  type Role,
} from '../../src/team/roles.js';
import { findRule, RULES } from '../../src/team/rules.js';
import { shareTestApp, TOKEN } from '../support/app.js';

/** The table of the documentation: which role has which permission. */
const readDocumented = (): Map<string, { has: string[]; lets: string }> => {
  const text = readFileSync(new URL('../../../docs/team.md', import.meta.url), 'utf8');
  const rows = text.split('\n').flatMap((line) => {
    const [, name, lets, ...marks] = line.split('|').map((cell) => cell.trim());
    return /^`[a-z-]+`$/.test(name ?? '') && marks.length === 5 ? [{ name, lets, marks }] : [];
  });
  const columns = [...ROLES, 'owner'];
  return new Map(
    rows.map(({ name, lets, marks }) => [
      name!.slice(1, -1),
      { lets: lets!, has: columns.filter((_, at) => marks[at] === '✓') },
    ]),
  );
};
const DOCUMENTED = readDocumented();

describe('the table of roles and permissions (S40)', () => {
  test('is the same in code and documentation', () => {
    const coded = Object.entries(PERMISSIONS).map(([name, { least, lets }]) => {
      const from = least === null ? 0 : [...ROLES, 'owner'].indexOf(least);
      return [name, { lets, has: [...ROLES, 'owner'].slice(from) }];
    });
    expect([...DOCUMENTED]).toEqual(coded);
  });

  test('knows every route of the API, and none that is not there', () => {
    expect([...RULES.keys()].sort()).toEqual([...Object.keys(API), 'GET /metrics'].sort());
  });

  test('a route without a rule stops the start', () => {
    expect(() => findRule('POST', '/api/sites/:key/surprise')).toThrow(
      'POST /api/sites/:key/surprise has no rule in team/rules.ts',
    );
  });
});

/** Who asks, with a role at one site, at all sites, or everything. */
interface Sender {
  name: string;
  /** What the table of the documentation calls them at a site; undefined: nothing. */
  at: (site: string) => string | undefined;
  isToken?: true;
  headers: Record<string, string>;
}

describe('every route × every role × own and foreign site (S40)', () => {
  const shared = shareTestApp();
  /** The same hooks in front of routes that do nothing, to see who is let in without doing what they ask. */
  let empty: FastifyInstance;
  const senders: Sender[] = [];

  beforeAll(async () => {
    const { store, app } = shared();
    empty = Fastify();
    empty.setErrorHandler(answerError);
    await empty.register(cookie);
    addRules(empty);
    requireAccess(empty, { store, guesses: createGuesses(Date.now), publicOrigin: undefined });
    for (const route of RULES.keys()) {
      const [method, url] = route.split(' ') as ['GET', string];
      empty.route({ method, url, exposeHeadRoute: false, handler: async () => 'in' });
    }
    await empty.ready();
    await app.ready();

    const signIn = async (name: string, roles: Record<string, Role>, owner = false) => {
      const user = await store.users.add({ name, email: `${name}@example.com`, owner, roles });
      const session = await store.signIn.start({ user: user.id });
      const origin = 'http://localhost:8484';
      return { cookie: `kmq_session=${session}`, host: 'localhost:8484', origin };
    };
    const make = async (scope: 'metrics' | 'read' | 'write' | 'admin', sites: string[] | null) => {
      const { token } = await store.tokens.create({ name: scope, scope, sites, expires: null });
      return { authorization: `Bearer ${token}`, host: 'localhost' };
    };
    const nowhere = () => undefined;
    const atDemo = (role: string) => (site: string) => (site === 'demo' ? role : undefined);
    const everywhere = (role: string) => () => role;
    senders.push({ name: 'nobody', at: nowhere, headers: { host: 'localhost' } });
    senders.push({ name: 'guest', at: nowhere, headers: await signIn('guest', {}) });
    for (const role of ROLES) {
      const one = await signIn(`${role}-of-demo`, { demo: role });
      senders.push({ name: `${role} of demo`, at: atDemo(role), headers: one });
      const all = await signIn(`${role}-of-all`, { [ALL_SITES]: role });
      senders.push({ name: `${role} of all sites`, at: everywhere(role), headers: all });
    }
    const owner = await signIn('owner', {}, true);
    senders.push({ name: 'owner', at: everywhere('owner'), headers: owner });
    for (const [scope, role] of [
      ['read', 'viewer'],
      ['write', 'analyst'],
      ['admin', 'admin'],
    ] as const) {
      const headers = await make(scope, ['demo']);
      senders.push({ name: `token ${scope} of demo`, at: atDemo(role), isToken: true, headers });
    }
    for (const [scope, role] of [
      ['metrics', undefined],
      ['read', 'viewer'],
      ['write', 'analyst'],
      ['admin', 'owner'],
    ] as const) {
      const headers = await make(scope, null);
      senders.push({ name: `token ${scope}`, at: () => role, isToken: true, headers });
    }
    const headers = { authorization: `Bearer ${TOKEN}`, host: 'localhost' };
    senders.push({ name: 'KMQ_TOKEN', at: everywhere('owner'), isToken: true, headers });
  });
  afterAll(() => empty.close());

  /** What the documentation says of a sender at an address, with the exceptions it names in words. */
  const mayEnter = (sender: Sender, needs: PermissionName, site: string): boolean => {
    const { has } = DOCUMENTED.get(needs)!;
    const { name, isToken } = sender;
    if (name === 'nobody') return false;
    const isOwner = sender.at('any') === 'owner';
    const somewhere = sender.at('demo');
    if (needs === 'own-account') return name === 'guest' || somewhere !== undefined;
    if (needs === 'read-metrics') return isOwner || (!!isToken && !/ of demo$/.test(name));
    if (needs === 'manage-tokens') return isOwner || (!isToken && somewhere === 'admin');
    const role = PERMISSIONS[needs].at === 'site' ? sender.at(site) : sender.at('any');
    return role !== undefined && has.includes(role);
  };

  const ask = async (on: FastifyInstance, route: string, site: string, sender: Sender) => {
    const [method, path] = route.split(' ') as ['GET', string];
    const url = path.replace(':key', site).replace(/:\w+/g, 'x');
    const payload = method === 'GET' ? {} : { payload: {} };
    const answer = await on.inject({ method, url, headers: sender.headers, ...payload });
    const [, code] = /"code":"(not_signed_in|too_little_scope|other_site)"/.exec(answer.body) ?? [];
    return code ? 'refused' : 'in';
  };

  const GUARDED = [...RULES].filter(([, { needs }]) => PERMISSIONS[needs].at !== 'open');

  test.each(GUARDED.map(([route, { needs }]) => [route, needs] as const))(
    '%s (%s)',
    async (route, needs) => {
      const { app } = shared();
      const found: string[] = [];
      const expected: string[] = [];
      for (const site of route.includes(':key') ? ['demo', 'other'] : ['demo'])
        for (const sender of senders) {
          const isIn = mayEnter(sender, needs, site);
          const name = `${sender.name} at ${site}`;
          expected.push(`${name}: ${isIn ? 'in' : 'refused'}`);
          found.push(`${name}: ${await ask(empty, route, site, sender)}`);
          // Whoever is refused changes nothing, so the real route can be asked, too.
          if (!isIn) expect(await ask(app, route, site, sender), name).toBe('refused');
        }
      expect(found).toEqual(expected);
    },
  );
});
