import { toSnippet } from 'kmq/snippet';
import type { Config } from '../config.js';
import { readRunning } from '../store/claim.js';
import { createSecret } from '../store/secrets.js';
import { createLoginSecret } from '../store/sign-in.js';
import { createSite, KEY_PATTERN } from '../store/site.js';
import { openSites } from '../store/sites.js';
import { openTokens, SCOPES, type Scope } from '../store/tokens.js';
import { Problem, prepareFolder } from './problem.js';
import { askRunning } from './running.js';
import { toLoginUrl, toUrl } from './welcome.js';

/** Commands beside the running collector: they work on its data folder and answer what to print. */

/** Makes a one-time sign-in link. */
export const makeLoginLink = async (config: Config): Promise<string> => {
  const { data, publicUrl, host, port, appPort } = config;
  prepareFolder(data);
  const running = readRunning(data);
  const app = running?.address ?? publicUrl ?? toUrl(host, appPort ?? port);
  const link = toLoginUrl(app, await createLoginSecret(data, Date.now()));
  return running
    ? link
    : `${link}\nNo collector runs on ${data} yet; the link works once one does.`;
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
