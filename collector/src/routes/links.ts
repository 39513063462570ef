import { setTimeout as wait } from 'node:timers/promises';
import { NAME_LENGTH } from 'kmq/wire';
import { Type } from 'typebox';
import type { Engine } from '../engine/engine.js';
import { ApiError } from '../errors.js';
import { check } from './check.js';
import { fromEngine } from './from-engine.js';
import type { Routes } from './parts.js';

const LOOK_MS = 10;
/** Reports that are further behind than this will tell later. */
const PATIENCE_MS = 10_000;

const Identity = Type.String({ minLength: 1, maxLength: NAME_LENGTH });
/** Two identities as sent. */
export const Pair = Type.Object({ a: Identity, b: Identity });

const waitUntilSeen = async (engine: Engine, seq: number): Promise<void> => {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    if ((await engine.status()).seq >= seq) return;
    await wait(LOOK_MS);
  }
  const message =
    'This is kept, but reports have not read it yet; it will count as soon as they have.';
  throw new ApiError('reports_not_ready', { message, retryAfter: 1 });
};

/** Words of humans about links between people (S10). Mounted below `/api/sites/:key`. */
export const linkRoutes: Routes = (app, { engine, log, clock }) => {
  /** The word goes into the log, like everything that people follow from. */
  const say = async (type: 'unlink' | 'approve', site: string, a: string, b: string) => {
    const record = { type, v: 1, site, received: clock(), a, b } as const;
    const seq = await log.append([record]).catch((cause) => {
      throw new ApiError('log_unavailable', { cause });
    });
    await waitUntilSeen(engine, seq);
  };

  app.post<{ Params: { key: string } }>('/people/unlink', async ({ params: { key }, body }) => {
    const { a, b } = check(Pair, body);
    const { links } = await fromEngine(engine.between(key, a, b));
    if (!links.length) throw new ApiError('unknown_link');
    if (links.some(({ state }) => state !== 'unlinked')) await say('unlink', key, a, b);
    const after = await fromEngine(engine.between(key, a, b));
    return { links: after.links, onePerson: after.chain.length > 0, through: after.chain };
  });

  app.post<{ Params: { key: string; id: string } }>(
    '/people/links/:id/approve',
    async ({ params: { key, id } }) => {
      const link = await fromEngine(engine.link(key, id));
      if (!link) throw new ApiError('unknown_link');
      if (link.state === 'held') await say('approve', key, link.a, link.b);
      return { link: await fromEngine(engine.link(key, id)) };
    },
  );
};
