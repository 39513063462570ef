import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ACTIONS } from '../../audit/actions.js';
import type { Doer, Entry } from '../../audit/trail.js';
import { readAddress } from '../http/address.js';
import type { Parts } from '../parts.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the trail is told beside what the route says: the id of what it was about, and names of what changed. */
    noted: { of?: string; note?: string } | null;
  }
}

/** Whoever has not signed in. */
export const NOBODY: Doer = { kind: 'nobody', id: '', name: 'not signed in' };

/** Writes down what somebody did where no route of the API says it. */
export const noteAction = (
  { trail }: Pick<Parts, 'trail'>,
  request: FastifyRequest,
  {
    actor,
    action,
    status,
    of = null,
    note = null,
  }: Pick<Entry, 'actor' | 'action' | 'status'> & Partial<Pick<Entry, 'of' | 'note'>>,
): void =>
  trail.add({ actor, action, status, of, note, site: null, address: readAddress(request) });

/** The names of what a body changes, never the values. */
const toChanged = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && !Buffer.isBuffer(body)
    ? Object.keys(body).slice(0, 20).join(', ').slice(0, 200) || null
    : null;

/** Has the trail told what people do by the API, as `audit/actions.ts` says. */
export const noteActions = (app: FastifyInstance, { trail }: Pick<Parts, 'trail'>): void => {
  app.decorateRequest('noted', null);
  const note = (request: FastifyRequest, status: number): void => {
    const { method, url = '' } = request.routeOptions;
    const [verb = ''] = [method].flat();
    const found = ACTIONS.get(`${verb === 'HEAD' ? 'GET' : verb} ${url}`);
    const isRefused = status === 403;
    if (!request.grant || (!found && !isRefused)) return;
    const { key, id, personId } = request.params as Record<string, string | undefined>;
    const isList = found === 'people.list' && (request.query as Record<string, unknown>).format;
    trail.add({
      actor: request.grant.actor,
      action: isList ? 'people.export' : (found ?? `${verb} ${url}`),
      site: key ?? null,
      of: request.noted?.of ?? id ?? personId ?? null,
      note: request.noted?.note ?? (verb === 'PATCH' ? toChanged(request.body) : null),
      status,
      address: readAddress(request),
    });
  };
  // A stream is answered when it ends: what counts is that somebody watches.
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.url?.endsWith('/live')) note(request, 200);
  });
  app.addHook('onResponse', async (request, reply) => {
    if (!(request.routeOptions.url?.endsWith('/live') && reply.statusCode === 200))
      note(request, reply.statusCode);
  });
};
