import { mkdir, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';
import { createSecret, hashSecret } from './secrets.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Long enough to be found in a terminal the next morning. */
const LINK_MS = DAY_MS;
/** After a month the app asks again, and after a week in which it was not used. */
export const SESSION_MS = 30 * DAY_MS;
const IDLE_MS = 7 * DAY_MS;
/** A session's last use is written at most so often, not at each request. */
const LAST_USE_MS = 60_000;
/** So much of its hash names a session: no other has it, and nothing follows from it. */
const ID_LENGTH = 12;

interface Expiring {
  /** Unix milliseconds. */
  expires: number;
}

/** Makes a one-time sign-in link's secret. A file of its own, so that a command beside the server can do it. */
export const createLoginSecret = async (
  data: string,
  now: number,
  user?: string,
): Promise<string> => {
  const folder = join(data, 'login-links');
  await mkdir(folder, { recursive: true });
  const secret = createSecret();
  await writeJson(join(folder, `${hashSecret(secret)}.json`), {
    expires: now + LINK_MS,
    ...(user && { user }),
  });
  return secret;
};

interface LoginLink extends Expiring {
  /** Whom it signs in; absent: whoever runs the collector. */
  user?: string;
}

/** Takes a link's secret, once: whoever removes its file has it. Answers whom it signs in. */
const takeLoginSecret = async (
  data: string,
  secret: string,
  now: number,
): Promise<Maker | undefined> => {
  const path = join(data, 'login-links', `${hashSecret(secret)}.json`);
  const link = (await readJson(path)) as LoginLink | undefined;
  if (!link) return undefined;
  const removed = await unlink(path).then(
    () => true,
    // Somebody else was faster, or it cannot be used up and must not work for ever.
    () => false,
  );
  if (!removed || link.expires <= now) return undefined;
  return link.user === undefined ? 'link' : { user: link.user };
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

/** What let somebody in: a link, which is used up, the token of this id, or the user of this id, by whatever way. */
export type Maker = 'link' | { token: string } | { user: string };

interface Session extends Expiring {
  by: Maker;
  /** Absent in sessions of earlier versions. ISO 8601. */
  created?: string;
  /** Unix milliseconds. */
  lastUsed?: number;
  /** The browser and its system, in words. */
  device?: string;
}

/** A session as a list shows it. */
export interface SessionRow {
  id: string;
  device: string;
  created: string | null;
  /** ISO 8601, to the minute or so. */
  lastUsed: string;
  expires: string;
}

/** Who is signed in to the app. Only hashes of the cookies are kept. */
export interface SignIn {
  /** A sign-in link's secret → a session's secret; undefined when the link was used, is old or never was. */
  take(link: string, device?: string): Promise<string | undefined>;
  start(by: Maker, device?: string): Promise<string>;
  /** What made a session; undefined where it has ended, or never was. Notes that it was used. */
  find(session: string): Maker | undefined;
  end(session: string): Promise<void>;
  /** Ends all sessions, and those of a token alone where its id is given; sign-in links not used yet go with all. */
  endAll(token?: string): Promise<void>;
  /** Ends the sessions of a user, but for one that is named by its secret. */
  endUser(user: string, except?: string): Promise<void>;
  /** Ends one session of a user by its id; false where there is none. */
  endOne(user: string, id: string): Promise<boolean>;
  /** The sessions of a user, the one that was used last first. */
  list(user: string): SessionRow[];
  /** The id of a session, as lists show it. */
  toId(session: string): string;
  /** Calls `changed` whenever sessions end before their time, until the answer is called. */
  watch(changed: () => void): () => void;
}

/** Opens the sessions of a data folder; those of a token that is gone have ended. */
export const openSignIn = async (
  data: string,
  {
    now,
    isToken,
    isUser,
  }: { now: () => number; isToken: (id: string) => boolean; isUser: (id: string) => boolean },
): Promise<SignIn> => {
  const path = join(data, 'sessions.json');
  const kept = ((await readJson(path)) as [hash: string, session: Session][] | undefined) ?? [];
  // The first collectors did not note what had made a session: nobody could say when it has to end.
  const isOver = ({ by, expires, lastUsed = now() }: Session): boolean =>
    !by ||
    expires <= now() ||
    lastUsed + IDLE_MS <= now() ||
    (by !== 'link' && !('user' in by ? isUser(by.user) : isToken(by.token)));
  const sessions = new Map(
    kept
      .filter(([, session]) => !isOver(session))
      .map(([hash, session]) => [hash, { lastUsed: now(), ...session }]),
  );
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

  const noteUse = (session: Session): void => {
    if (now() - (session.lastUsed ?? 0) < LAST_USE_MS) return;
    session.lastUsed = now();
    // A full disk must not prevent reading; the next use tries again.
    save().catch(() => undefined);
  };
  const isOf = ({ by }: Session, user: string): boolean =>
    by !== 'link' && 'user' in by && by.user === user;

  const start = async (by: Maker, device = ''): Promise<string> => {
    const session = createSecret();
    for (const [hash, each] of sessions) if (isOver(each)) sessions.delete(hash);
    sessions.set(hashSecret(session), {
      ...{ expires: now() + SESSION_MS, by, device },
      ...{ created: new Date(now()).toISOString(), lastUsed: now() },
    });
    await save();
    return session;
  };
  return {
    start,
    async take(link, device) {
      const by = await takeLoginSecret(data, link, now());
      if (!by || (by !== 'link' && 'user' in by && !isUser(by.user))) return undefined;
      return start(by, device);
    },
    find(secret) {
      const session = sessions.get(hashSecret(secret));
      if (!session || isOver(session)) return undefined;
      noteUse(session);
      return session.by;
    },
    async end(session) {
      if (sessions.delete(hashSecret(session))) await saveEnded();
    },
    async endAll(token) {
      for (const [hash, { by }] of sessions)
        if (token === undefined || (by !== 'link' && 'token' in by && by.token === token))
          sessions.delete(hash);
      if (token === undefined) await removeLinks(data, () => true);
      await saveEnded();
    },
    async endUser(user, except) {
      const spared = except && hashSecret(except);
      const ended = [...sessions].filter(([hash, each]) => isOf(each, user) && hash !== spared);
      for (const [hash] of ended) sessions.delete(hash);
      if (ended.length) await saveEnded();
    },
    async endOne(user, id) {
      const found = [...sessions].find(
        ([hash, each]) => isOf(each, user) && hash.startsWith(id) && id.length === ID_LENGTH,
      );
      if (!found) return false;
      sessions.delete(found[0]);
      await saveEnded();
      return true;
    },
    list: (user) =>
      [...sessions]
        .filter(([, each]) => isOf(each, user) && !isOver(each))
        .sort(([, a], [, b]) => (b.lastUsed ?? 0) - (a.lastUsed ?? 0))
        .map(([hash, { device = '', created = null, lastUsed = 0, expires }]) => ({
          id: hash.slice(0, ID_LENGTH),
          ...{ device, created },
          lastUsed: new Date(lastUsed).toISOString(),
          expires: new Date(Math.min(expires, lastUsed + IDLE_MS)).toISOString(),
        })),
    toId: (session) => hashSecret(session).slice(0, ID_LENGTH),
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
};
