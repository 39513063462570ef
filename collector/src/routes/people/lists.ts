import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { ListedPerson } from '../../engine/engine.js';
import { ApiError } from '../../errors.js';
import { toCsv } from '../../reports/csv.js';
import { LIST_MOST } from '../../store/populations.js';
import { leaveBodies, readBody } from '../http/body.js';
import { check } from '../http/check.js';
import { fromEngine } from '../http/from-engine.js';
import { readFormat, sendFile } from '../http/send-table.js';
import type { Parts } from '../parts.js';
import {
  createFound,
  type FoundIdentities,
  readIdentityFile,
  type Unusable,
} from './identity-file.js';

/** Enough for the largest list of typical identities; send a larger file in parts. */
const BODY_BYTES = 16 * 1024 * 1024;
const REASONS: Record<Unusable, string> = {
  missing: 'has no visible character',
  identity_too_long: 'must be at most 255 characters long',
  placeholder: 'is a placeholder, not one person',
  too_many_columns: 'has more cells than the first line',
};
/** Number of unusable lines that are listed. */
const REJECTIONS_SHOWN = 100;

/** Identities that go into a list, or out of it. */
export const Identities = Type.Object(
  { identities: Type.Array(Type.String(), { minItems: 1, maxItems: LIST_MOST }) },
  { additionalProperties: false },
);

interface OfList {
  Params: { key: string; id: string };
}

const describeRejected = ({ rejected }: FoundIdentities) => ({
  invalid: rejected.length,
  rejections: rejected.slice(0, REJECTIONS_SHOWN),
});

/** What becomes of a list, and what is told of it. */
interface Change {
  identities: readonly string[];
  listed: readonly ListedPerson[];
  found: FoundIdentities;
}

/** Adds those whose person the list does not have yet. */
const add = ({ identities, listed, found }: Change, before: readonly string[]) => {
  const added: string[] = [];
  const persons = new Set<number>();
  let unknown = 0;
  listed.forEach(({ person, entries }, at) => {
    if (entries.length || (person !== null && persons.has(person))) return;
    if (person === null) unknown++;
    else persons.add(person);
    added.push(identities[at]!);
  });
  const already = identities.length - added.length + found.repeated;
  return { next: [...before, ...added], told: { added: added.length, already, unknown } };
};

/** Removes everything that is of the same people. */
const remove = ({ listed, found }: Change, before: readonly string[]) => {
  const gone = new Set(listed.flatMap(({ entries }) => entries));
  const removed = listed.filter(({ entries }) => entries.length).length;
  const absent = listed.length - removed + found.repeated;
  return { next: before.filter((entry) => !gone.has(entry)), told: { removed, absent } };
};

/** `/populations/:id/…`: what a list holds. */
export const listRoutes = (app: FastifyInstance, parts: Parts) => {
  const { engine, store, clock } = parts;
  const { populations } = store;

  /** Identities of a request: JSON, or else a file. */
  const readFound = async (key: string, reply: FastifyReply, takesAll: boolean) => {
    const rules = store.sites.get(key);
    const body = await readBody(reply, BODY_BYTES);
    if (!body)
      throw new ApiError('body_too_large', {
        message: `The body is too large; the limit is ${BODY_BYTES / 1024 ** 2} MiB. Send the column of identities alone, or in parts.`,
      });
    if (!/^application\/json\b/i.test(reply.request.headers['content-type'] ?? ''))
      return readIdentityFile(body, rules, takesAll);
    let given: unknown;
    try {
      given = JSON.parse(body.toString());
    } catch {
      throw new ApiError('unreadable_json');
    }
    const found = createFound(rules, takesAll);
    for (const [at, text] of check(Identities, given).identities.entries()) found.add(text, at + 1);
    return found.toFound();
  };

  const change = (name: 'add' | 'remove') => {
    const act = { add, remove }[name];
    return async ({ key, id }: OfList['Params'], reply: FastifyReply) => {
      if (populations.find(key, id)?.kind !== 'list')
        throw new ApiError(populations.find(key, id) ? 'not_a_list' : 'unknown_population');
      // A placeholder cannot be added, but can be removed.
      const found = await readFound(key, reply, name === 'remove');
      const { identities } = found;
      let told = {};
      const population = await populations.changeList(key, id, {
        now: new Date(clock()).toISOString(),
        async toNext(before) {
          const listed = await fromEngine(engine.listed(key, id, identities));
          const changed = act({ identities, listed, found }, before);
          told = changed.told;
          return changed.next;
        },
      });
      return { ...told, ...describeRejected(found), population };
    };
  };

  app.get<OfList>('/populations/:id/identities', async (request, reply) => {
    const { key, id } = request.params;
    const identities = await populations.readList(key, id);
    if (readFormat(request) !== 'csv') return { identities };
    const rows = [['identity'], ...identities.map((identity) => [identity])];
    return sendFile(reply, { name: 'identities', format: 'csv' }).send(toCsv(rows));
  });

  app.register(async (uploads) => {
    // A file is read as it comes, whatever its type says.
    leaveBodies(uploads);
    for (const name of ['add', 'remove'] as const) {
      const act = change(name);
      uploads.post<OfList>(`/populations/:id/${name}`, (request, reply) =>
        act(request.params, reply),
      );
    }
  });

  return {
    bodyLimit: BODY_BYTES,
    /** The identities of a new list; the error names the position of one that cannot be used. */
    read(key: string, texts: readonly string[]): string[] {
      const found = createFound(store.sites.get(key));
      for (const [at, text] of texts.entries()) found.add(text, at);
      const { identities, rejected } = found.toFound();
      const [first] = rejected;
      if (first)
        throw new ApiError('invalid_request', {
          field: `identities.${first.line}`,
          message: `"identities.${first.line}" ${REASONS[first.reason]}.`,
        });
      return identities;
    },
  };
};
