import { setTimeout as wait } from 'node:timers/promises';
import { NAME_LENGTH } from 'kmq/wire';
import { Type } from 'typebox';
import type { Engine, PersonLink } from '../../engine/engine.js';
import { ApiError } from '../../errors.js';
import { check } from '../http/check.js';
import { fromEngine } from '../http/from-engine.js';
import { readParameter } from '../http/query.js';
import type { Routes } from '../parts.js';

const LOOK_MS = 10;
/** If reports are further behind than this, they take effect later. */
const PATIENCE_MS = 10_000;

const Identity = Type.String({ minLength: 1, maxLength: NAME_LENGTH });
/** Two identities as sent. */
export const Pair = Type.Object({ a: Identity, b: Identity });

const waitUntilSeen = async (engine: Engine, site: string, seq: number): Promise<void> => {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    if ((await engine.status(site)).seq >= seq) return;
    await wait(LOOK_MS);
  }
  const message =
    'This was saved, but reports have not processed it yet; it takes effect as soon as they have.';
  throw new ApiError('reports_not_ready', { message, retryAfter: 1 });
};

/** So many words are one step. */
const MOST_LINKS = 200;

/** Links that wait, by id. */
export const LinkIds = Type.Object(
  { ids: Type.Array(Type.String(), { minItems: 1, maxItems: MOST_LINKS }) },
  { additionalProperties: false },
);

type Word = 'unlink' | 'approve' | 'unapprove';
type Identities = Pick<PersonLink, 'a' | 'b'>;

const WAITING = ['held', 'unproven'];

/** Words of humans about links between people (S10). Mounted below `/api/sites/:key`. */
export const linkRoutes: Routes = (app, { engine, log, clock }) => {
  /** Words go into the log, like everything that people follow from. */
  const say = async (type: Word, site: string, pairs: readonly Identities[]) => {
    if (!pairs.length) return;
    const records = pairs.map(
      ({ a, b }) => ({ type, v: 1, site, received: clock(), a, b }) as const,
    );
    const seq = await log.append(records).catch((cause) => {
      throw new ApiError('log_unavailable', { cause });
    });
    // What is answered is the position of the first.
    await waitUntilSeen(engine, site, seq + records.length - 1);
  };

  const readLinks = async (site: string, ids: readonly string[]) => {
    const found = [];
    for (const id of new Set(ids)) found.push(await fromEngine(engine.link(site, id)));
    if (found.includes(null)) throw new ApiError('unknown_link', { field: 'ids' });
    return found as PersonLink[];
  };

  app.post<{ Params: { key: string } }>('/people/unlink', async ({ params: { key }, body }) => {
    const { a, b } = check(Pair, body);
    const { links } = await fromEngine(engine.between(key, a, b));
    if (!links.length) throw new ApiError('unknown_link');
    if (links.some(({ state }) => state !== 'unlinked')) await say('unlink', key, [{ a, b }]);
    const after = await fromEngine(engine.between(key, a, b));
    return { links: after.links, onePerson: after.chain.length > 0, through: after.chain };
  });

  app.get<{ Params: { key: string } }>('/people/links/waiting', async (request) =>
    fromEngine(engine.waiting(request.params.key, readParameter(request, 'cursor'))),
  );

  app.post<{ Params: { key: string; id: string } }>(
    '/people/links/:id/approve',
    async ({ params: { key, id } }) => {
      const link = await fromEngine(engine.link(key, id));
      if (!link) throw new ApiError('unknown_link');
      if (WAITING.includes(link.state)) await say('approve', key, [link]);
      return { link: await fromEngine(engine.link(key, id)) };
    },
  );

  app.post<{ Params: { key: string } }>(
    '/people/links/approve',
    async ({ params: { key }, body }) => {
      const { ids } = check(LinkIds, body);
      const links = await readLinks(key, ids);
      await say(
        'approve',
        key,
        links.filter(({ state }) => WAITING.includes(state)),
      );
      return { links: await readLinks(key, ids) };
    },
  );

  app.post<{ Params: { key: string } }>(
    '/people/links/unapprove',
    async ({ params: { key }, body }) => {
      const { ids } = check(LinkIds, body);
      await say('unapprove', key, await readLinks(key, ids));
      return { links: await readLinks(key, ids) };
    },
  );
};
