import { toSnippet } from 'kmq/snippet';
import type { Config } from '../config.js';
import { readRunning } from '../store/claim.js';
import { createSecret } from '../store/secrets.js';
import { createLoginSecret } from '../store/sign-in.js';
import { createSite, KEY_PATTERN } from '../store/site.js';
import { openSites } from '../store/sites.js';
import { openTokens, SCOPES, type Scope } from '../store/tokens.js';
import { ALL_SITES, ROLES, type Role } from '../team/roles.js';
import { type NewUser, openUsers, type User } from '../team/users.js';
import { Problem, prepareFolder } from './problem.js';
import { formatTunnel, readMachine } from './reach.js';
import { askRunning } from './running.js';
import { toLoginUrl, toUrl } from './welcome.js';

/** Commands beside the running collector: they work on its data folder and answer what to print. */

/** Somebody of the team by their address. */
const findUser = async (data: string, email: string): Promise<User> => {
  const user = (await openUsers(data, Date.now)).findByEmail(email);
  if (user) return user;
  throw new Problem([
    `No one on the team has the address ${email}.`,
    `Add them: kmq-collector user add ${email} --name "Their name" --owner`,
  ]);
};

/** Makes a one-time sign-in link: for whoever runs the collector, or as one of the team. */
export const makeLoginLink = async (config: Config, email?: string): Promise<string> => {
  const { data, publicUrl, host, port, appPort } = config;
  prepareFolder(data);
  const user = email === undefined ? undefined : await findUser(data, email);
  const running = readRunning(data);
  const app = running?.address ?? publicUrl ?? toUrl(host, appPort ?? port);
  const link = toLoginUrl(app, await createLoginSecret(data, Date.now(), user?.id));
  const { hostname, port: at } = new URL(app);
  const tunnel = formatTunnel(hostname.replace(/^\[|\]$/g, ''), [Number(at)], readMachine());
  return [
    link,
    ...(tunnel ? [`From another computer, first: ${tunnel}`] : []),
    ...(running ? [] : [`No collector runs on ${data} yet; the link works once one does.`]),
  ].join('\n');
};

/** Adds a site; the answer holds its snippet. */
export const addSite = async (config: Config, key: string, name: string): Promise<string> => {
  const { data, publicUrl, host, port } = config;
  if (!new RegExp(KEY_PATTERN).test(key))
    throw new Problem([
      `${JSON.stringify(key)} is not a site key; use 1 to 64 letters, digits, _ and -.`,
    ]);
  prepareFolder(data);
  const sites = await openSites(data);
  if (sites.find(key)) throw new Problem([`A site with the key ${key} already exists.`]);
  await sites.save(createSite(key, name, new Date().toISOString()));
  const base = publicUrl ?? readRunning(data)?.address ?? toUrl(host, port);
  return [
    `Added site ${key}; a running collector accepts its hits within two seconds.`,
    'Paste this into the head of each page:',
    '',
    toSnippet({ key, script: `${base}/${key}.2.js` }),
  ].join('\n');
};

/** What somebody who is added by a command may do. */
export interface AddedUser {
  name?: string;
  owner?: true;
  role?: string;
  site?: string;
}

const readRoles = ({ owner, role, site }: AddedUser): Pick<NewUser, 'owner' | 'roles'> => {
  if (owner && !role) return { owner: true, roles: {} };
  if (owner || !ROLES.includes(role as Role))
    throw new Problem([`Say what they may do: --owner, or --role ${ROLES.join('|')} with --site.`]);
  return { owner: false, roles: { [site ?? ALL_SITES]: role as Role } };
};

/** Adds somebody to the team, by the collector that runs or else in the folder; answers the link that lets them in. */
export const addUser = async (config: Config, email: string, given: AddedUser): Promise<string> => {
  const { data, publicUrl, host, port, appPort } = config;
  if (!/^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/.test(email))
    throw new Problem([`${JSON.stringify(email)} is not an e-mail address.`]);
  const user = { name: given.name ?? email, email, ...readRoles(given) };
  prepareFolder(data);
  const told = (link: string) =>
    `${link}\nOpen it within 7 days to choose a password; it works once.`;
  if (readRunning(data)) {
    const { ask, end } = await askRunning(data);
    try {
      return told((await ask<{ link: string }>('POST', '/api/users', user)).link);
    } finally {
      await end();
    }
  }
  const unknown = Object.keys(user.roles).find((key) => key !== ALL_SITES);
  if (unknown !== undefined && !(await openSites(data)).find(unknown))
    throw new Problem([`No site has the key ${JSON.stringify(unknown)}.`]);
  const users = await openUsers(data, Date.now);
  if (users.findByEmail(email))
    throw new Problem([`Someone on the team already has the address ${email}.`]);
  const { id } = await users.add(user);
  const app = publicUrl ?? toUrl(host, appPort ?? port);
  return told(`${app}/app/~join#${await users.createLink(id, 'invitation')}`);
};

/** Makes a token of the API, by the collector that runs or else in the folder; answers its text, which is told only now. */
export const addToken = async ({ data }: Config, name: string, scope: string): Promise<string> => {
  if (!SCOPES.includes(scope as Scope))
    throw new Problem([
      `${JSON.stringify(scope)} is no scope of a token; --scope takes ${SCOPES.join(', ')}.`,
    ]);
  if (!name || name.length > 255)
    throw new Problem(['The name of a token has 1 to 255 characters.']);
  prepareFolder(data);
  const given = { name, scope: scope as Scope, sites: null, expires: null };
  if (readRunning(data)) {
    const { ask, end } = await askRunning(data);
    try {
      const { token } = await ask<{ token: string }>('POST', '/api/tokens', { name, scope });
      return token;
    } finally {
      await end();
    }
  }
  // Nothing but the token that is asked for is made.
  const tokens = await openTokens(data, { chosen: createSecret(), now: Date.now });
  return (await tokens.create(given)).token;
};
