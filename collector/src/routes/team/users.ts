import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { createLabel } from '../../store/label.js';
import { KEY_PATTERN } from '../../store/site.js';
import { ALL_SITES, ROLES, type Role } from '../../team/roles.js';
import { toUserRow, type User } from '../../team/users.js';
import { check } from '../http/check.js';
import { readParameter } from '../http/query.js';
import type { Routes } from '../parts.js';
import { Email } from './by-password.js';

const Name = createLabel();
const Roles = Type.Unsafe<Record<string, Role>>(
  Type.Record(
    Type.String({
      pattern: `^\\*$|${KEY_PATTERN}`,
      description: 'the key of a site, or * for all sites',
    }),
    Type.Union(ROLES.map((role) => Type.Literal(role))),
    { maxProperties: 1000 },
  ),
);

/** Somebody as they are invited. */
export const NewUserBody = Type.Object(
  {
    name: Name,
    email: Email,
    owner: Type.Optional(Type.Boolean()),
    roles: Type.Optional(Roles),
  },
  { additionalProperties: false },
);
/** What may be changed of somebody; `version` as it was read. */
export const UserChanges = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    name: Type.Optional(Name),
    owner: Type.Optional(Type.Boolean()),
    roles: Type.Optional(Roles),
  },
  { additionalProperties: false },
);

interface OfUser {
  Params: { id: string };
}

/** So many people are a page. */
const PAGE = 100;

/** `/api/users`: the team (S41). */
export const userRoutes: Routes = (app, { store, team, trail: _ }) => {
  const { users, signIn, sites } = store;

  const checkRoles = (roles: Record<string, Role> = {}): void => {
    const unknown = Object.keys(roles).find((key) => key !== ALL_SITES && !sites.find(key));
    if (unknown !== undefined)
      throw new ApiError('invalid_request', {
        field: `roles.${unknown}`,
        message: `"roles.${unknown}" is set, but no site has the key ${JSON.stringify(unknown)}.`,
      });
  };

  /** A link for somebody, sent where a mail server is set. */
  const invite = async (user: User) => {
    const kind = toUserRow(user).state === 'invited' ? 'invitation' : 'reset';
    const secret = await users.createLink(user.id, kind);
    const link = `${team.address()}/app/~join#${secret}`;
    const subject = kind === 'invitation' ? 'You are invited to kmq' : 'Set a new password for kmq';
    const told =
      kind === 'invitation'
        ? 'you are invited to kmq. Choose a password here, within 7 days:'
        : 'an owner sends you this link to set a new password, within 30 minutes:';
    const text = `Hello ${user.name},\n\n${told}\n\n${link}\n`;
    const sent = await team
      .mail?.({ to: user.email, subject, text })
      .then(() => true)
      // The link is answered, too: whoever invites can send it by another way.
      .catch(() => false);
    return { kind, link, sent: sent ?? false };
  };

  app.get('/api/users', async (request) => {
    const q = readParameter(request, 'q')?.toLowerCase();
    const cursor = readParameter(request, 'cursor');
    if (cursor !== undefined && !/^\d{1,6}$/.test(cursor))
      throw new ApiError('invalid_cursor', { field: 'cursor' });
    const found = users
      .list()
      .filter(({ name, email }) => !q || `${name} ${email}`.toLowerCase().includes(q))
      .sort((a, b) => a.name.localeCompare(b.name) || a.email.localeCompare(b.email));
    const from = Number(cursor ?? 0);
    return {
      users: found.slice(from, from + PAGE).map(toUserRow),
      total: found.length,
      cursor: from + PAGE < found.length ? String(from + PAGE) : null,
    };
  });

  app.post('/api/users', async (request, reply) => {
    const { name, email, owner = false, roles = {} } = check(NewUserBody, request.body);
    checkRoles(roles);
    const user = await users.add({ name, email, owner, roles });
    request.noted = { of: user.id };
    return reply.code(201).send({ user: toUserRow(user), ...(await invite(user)) });
  });

  app.patch<OfUser>('/api/users/:id', async (request) => {
    const { version, ...changes } = check(UserChanges, request.body);
    checkRoles(changes.roles);
    const after = await users.change(request.params.id, (before) => {
      if (before.version !== version) throw new ApiError('changed_meanwhile', { field: 'version' });
      return { ...before, ...changes, version: version + 1 };
    });
    // What was let in by other roles ends; who signs in again has the new ones.
    if (changes.roles || changes.owner !== undefined) await signIn.endUser(after.id);
    return toUserRow(after);
  });

  app.delete<OfUser>('/api/users/:id', async ({ params: { id } }, reply) => {
    await users.remove(id);
    await signIn.endUser(id);
    return reply.code(204).send();
  });

  const find = (id: string): User => {
    const user = users.find(id);
    if (!user) throw new ApiError('unknown_user');
    return user;
  };

  app.post<OfUser>('/api/users/:id/link', async ({ params: { id } }, reply) =>
    reply.code(201).send(await invite(find(id))),
  );

  app.delete<OfUser>('/api/users/:id/sessions', async ({ params: { id } }, reply) => {
    await signIn.endUser(find(id).id);
    return reply.code(204).send();
  });

  app.delete<OfUser>('/api/users/:id/second-factor', async ({ params: { id } }, reply) => {
    await users.change(id, (before) => ({ ...before, totp: null }));
    await signIn.endUser(id);
    return reply.code(204).send();
  });
};
