import { mkdir, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
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

const removeLinks = async (data: string, which: (expires: number) => boolean): Promise<void> => {
  const folder = join(data, 'login-links');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const link = (await readJson(join(folder, name))) as Expiring | undefined;
    // One that is being used this moment is gone already.
    if (link && which(link.expires)) await rm(join(folder, name), { force: true });
  }
};

/** What let somebody in: a link, which is used up, or the token of this id. */
export type Maker = 'link' | { token: string };

interface Session extends Expiring {
  by: Maker;
}

/** Who is signed in to the app. Only hashes of the cookies are kept. */
export interface SignIn {
  /** A sign-in link's secret → a session's secret; undefined when the link was used, is old or never was. */
  take(link: string): Promise<string | undefined>;
  start(by: Maker): Promise<string>;
  /** What made a session; undefined where it has ended, or never was. */
  find(session: string): Maker | undefined;
  end(session: string): Promise<void>;
  /** Ends all sessions, and those of a token alone where its id is given; sign-in links not used yet go with all. */
  endAll(token?: string): Promise<void>;
  /** Calls `changed` whenever sessions end before their time, until the answer is called. */
  watch(changed: () => void): () => void;
}

/** Opens the sessions of a data folder; those of a token that is gone have ended. */
export const openSignIn = async (
  data: string,
  { now, isToken }: { now: () => number; isToken: (id: string) => boolean },
): Promise<SignIn> => {
  const path = join(data, 'sessions.json');
  const kept = ((await readJson(path)) as [hash: string, session: Session][] | undefined) ?? [];
  // The first collectors did not note what had made a session: nobody could say when it has to end.
  const isOver = ({ by, expires }: Session): boolean =>
    !by || expires <= now() || (by !== 'link' && !isToken(by.token));
  const sessions = new Map(kept.filter(([, session]) => !isOver(session)));
  const watchers = new Set<() => void>();
  const serialize = createSerialize();
  const save = (): Promise<unknown> => serialize(() => writeJson(path, [...sessions]));
  const saveEnded = async (): Promise<void> => {
    const saved = save();
    for (const changed of watchers) changed();
    await saved;
  };
  await removeLinks(data, (expires) => expires <= now());
  // A token that the operator chooses again one day must not bring them back.
  if (sessions.size < kept.length) await save();

  const start = async (by: Maker): Promise<string> => {
    const session = createSecret();
    for (const [hash, each] of sessions) if (isOver(each)) sessions.delete(hash);
    sessions.set(hashSecret(session), { expires: now() + SESSION_MS, by });
    await save();
    return session;
  };
  return {
    start,
    take: async (link) => ((await takeLoginSecret(data, link, now())) ? start('link') : undefined),
    find(secret) {
      const session = sessions.get(hashSecret(secret));
      return session && session.expires > now() ? session.by : undefined;
    },
    async end(session) {
      if (sessions.delete(hashSecret(session))) await saveEnded();
    },
    async endAll(token) {
      for (const [hash, { by }] of sessions)
        if (token === undefined || (by !== 'link' && by.token === token)) sessions.delete(hash);
      if (token === undefined) await removeLinks(data, () => true);
      await saveEnded();
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
};
