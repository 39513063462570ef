import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../../errors.js';
import {
  createPersonal,
  findPersonal,
  type Hiding,
  hidePeople,
  hideText,
} from '../../team/pseudonyms.js';
import { roleAt } from '../../team/roles.js';
import type { Parts } from '../parts.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** How identities are hidden from the sender; null where they see them. */
    hiding: Hiding | null;
  }
}

const SITE = '/api/sites/:key';
/** What tells of identities and nothing else, or looks for one. */
const REFUSED = new Set([
  `GET ${SITE}/people/find`,
  `GET ${SITE}/people/links/waiting`,
  `GET ${SITE}/populations/:id/identities`,
  // The export as `export.jsonl` has pseudonyms.
  `GET ${SITE}/export/hits`,
  `GET ${SITE}/jobs`,
  `GET ${SITE}/jobs/:id`,
]);

/** Hides identities in all answers of a site, from those to whom the site does not show them (S45). */
export const hideFromViewers = (app: FastifyInstance, { store }: Pick<Parts, 'store'>): void => {
  app.decorateRequest('hiding', null);

  const readHiding = (request: FastifyRequest): Hiding | null => {
    const { key } = request.params as { key?: string };
    const site = key === undefined ? undefined : store.sites.find(key);
    if (!site?.hideIdentities || !request.grant) return null;
    const role = roleAt(request.grant, site.key);
    if (role !== 'viewer') return null;
    const isPersonal = createPersonal(site.personalProperties);
    return { site: site.key, pseudonyms: store.pseudonyms, isPersonal };
  };

  app.addHook('preHandler', async (request) => {
    const hiding = readHiding(request);
    request.hiding = hiding;
    if (!hiding) return;
    const { method, url = '' } = request.routeOptions;
    const verb = String(method).replace('HEAD', 'GET');
    if (REFUSED.has(`${verb} ${url}`)) throw new ApiError('identities_hidden');
    const query = request.query as Record<string, unknown>;
    const asked = [query, request.body];
    const search = [query.q, (request.body as { q?: unknown } | null)?.q].some(Boolean);
    // Values of one property may be searched; which one is looked at below.
    if (search && !url.endsWith('/catalogue/values'))
      throw new ApiError('identities_hidden', {
        field: 'q',
        message: 'This site hides identities, so people cannot be searched; leave "q" out.',
      });
    const property = findPersonal(asked, hiding.isPersonal);
    if (property !== undefined)
      throw new ApiError('identities_hidden', {
        message: `This site hides identities, and ${JSON.stringify(property)} identifies people; choose another property.`,
      });
    const params = request.params as { personId?: string };
    if (params.personId !== undefined) params.personId = hiding.pseudonyms.openId(params.personId);
  });

  // Tables go out as text; what would break them down by people is refused above.
  app.addHook('onSend', async (request, reply, answer) =>
    request.hiding &&
    typeof answer === 'string' &&
    /^text\/csv/.test(String(reply.getHeader('content-type')))
      ? hideText(answer)
      : answer,
  );

  app.addHook('preSerialization', async (request, _reply, answer) =>
    request.hiding ? hidePeople(answer, request.hiding) : answer,
  );
};
