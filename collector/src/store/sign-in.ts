import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret } from './secrets.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Long enough to be found in a terminal the next morning. */
const LINK_MS = DAY_MS;
/** After a month the app asks again. */
export const SESSION_MS = 30 * DAY_MS;

interface Expiring {
  /** Unix milliseconds. */
  expires: number;
}

/** Makes a one-time sign-in link's secret. A file of its own, so that a command beside the server can do it. */
export const createLoginSecret = async (data: string, now: number): Promise<string> => {
  const folder = join(data, 'login-links');
  await mkdir(folder, { recursive: true });
  const secret = createSecret();
  await writeJson(join(folder, `${hashSecret(secret)}.json`), { expires: now + LINK_MS });
  return secret;
};

/** Takes a link's secret, once: whoever removes its file has it. */
const takeLoginSecret = async (data: string, secret: string, now: number): Promise<boolean> => {
  const path = join(data, 'login-links', `${hashSecret(secret)}.json`);
  const link = (await readJson(path)) as Expiring | undefined;
  if (!link) return false;
  const removed = await unlink(path).then(
    () => true,
    // Somebody else was faster, or it cannot be used up and must not work for ever.
    () => false,
  );
  return removed && link.expires > now;
};

const removeOldLinks = async (data: string, now: number): Promise<void> => {
  const folder = join(data, 'login-links');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const link = (await readJson(join(folder, name))) as Expiring | undefined;
    if (link && link.expires <= now) await unlink(join(folder, name));
  }
};

/** Who is signed in to the app. Only hashes of the cookies are kept. */
export interface SignIn {
  /** A sign-in link's secret → a session's secret; undefined when the link was used, is old or never was. */
  take(link: string): Promise<string | undefined>;
  start(): Promise<string>;
  isSignedIn(session: string): boolean;
  end(session: string): Promise<void>;
}

/** Opens the sessions of a data folder. */
export const openSignIn = async (data: string, now: () => number): Promise<SignIn> => {
  const path = join(data, 'sessions.json');
  const kept = ((await readJson(path)) as [hash: string, session: Expiring][] | undefined) ?? [];
  const sessions = new Map(kept.filter(([, { expires }]) => expires > now()));
  let saving: Promise<unknown> = Promise.resolve();
  const save = (): Promise<unknown> => {
    const write = () => writeJson(path, [...sessions]);
    saving = saving.then(write, write);
    return saving;
  };
  await removeOldLinks(data, now());

  const start = async (): Promise<string> => {
    const session = createSecret();
    sessions.set(hashSecret(session), { expires: now() + SESSION_MS });
    await save();
    return session;
  };
  return {
    start,
    take: async (link) => ((await takeLoginSecret(data, link, now())) ? start() : undefined),
    isSignedIn: (session) => (sessions.get(hashSecret(session))?.expires ?? 0) > now(),
    async end(session) {
      if (sessions.delete(hashSecret(session))) await save();
    },
  };
};
