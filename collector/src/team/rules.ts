import type { PermissionName } from './roles.js';

/** What a route needs of its sender. */
export interface Rule {
  needs: PermissionName;
}

const SITE = '/api/sites/:key';

/** Routes by what they need (S40). A route that stands nowhere here stops the start. */
const ROUTES: Record<PermissionName, readonly string[]> = {
  'sign-in': [
    'GET /api/session',
    'POST /api/session',
    'DELETE /api/session',
    'GET /api/sign-in',
    'GET /api/sign-in/provider',
    'POST /api/sign-in/passkey/options',
    'POST /api/sign-in/passkey',
    'POST /api/sign-in/forgot',
    'POST /api/sign-in/link',
    'POST /api/sign-in/accept',
    'POST /api/shared/:id',
  ],
  'own-account': [
    'GET /api/sites',
    'GET /api/company',
    'GET /api/openapi.json',
    'GET /api/account',
    'PATCH /api/account',
    'POST /api/account/owner',
    'POST /api/account/password',
    'POST /api/account/second-factor',
    'POST /api/account/second-factor/confirm',
    'POST /api/account/second-factor/remove',
    'POST /api/account/passkeys/options',
    'POST /api/account/passkeys',
    'DELETE /api/account/passkeys/:id',
    'DELETE /api/account/sessions',
    'DELETE /api/account/sessions/:id',
  ],
  'read-metrics': ['GET /metrics'],
  'read-reports': [
    `GET ${SITE}`,
    `GET ${SITE}/health/findings`,
    `GET ${SITE}/health/ingest`,
    `GET ${SITE}/health/drops`,
    `GET ${SITE}/retention`,
    `POST ${SITE}/reports/activity`,
    `POST ${SITE}/reports/cohort`,
    `POST ${SITE}/reports/experiment`,
    `POST ${SITE}/reports/funnel`,
    `POST ${SITE}/reports/revenue`,
    `GET ${SITE}/reports/saved`,
    `GET ${SITE}/reports/saved/:id`,
    `GET ${SITE}/notes`,
    `GET ${SITE}/populations`,
    `GET ${SITE}/populations/:id`,
    `GET ${SITE}/populations/:id/size`,
    `POST ${SITE}/populations/size`,
    `POST ${SITE}/populations/compare`,
    `GET ${SITE}/catalogue/events`,
    `GET ${SITE}/catalogue/properties`,
    `GET ${SITE}/catalogue/values`,
  ],
  'read-people': [
    `GET ${SITE}/people`,
    `GET ${SITE}/people/find`,
    `GET ${SITE}/people/:personId`,
    `GET ${SITE}/people/links/waiting`,
    `POST ${SITE}/reports/people`,
    `GET ${SITE}/populations/:id/identities`,
    `GET ${SITE}/populations/:id/people`,
    `GET ${SITE}/live`,
    `GET ${SITE}/jobs`,
    `GET ${SITE}/jobs/:id`,
  ],
  export: [`GET ${SITE}/export.jsonl`, `GET ${SITE}/export/hits`],
  save: [
    `POST ${SITE}/reports/saved`,
    `PATCH ${SITE}/reports/saved/:id`,
    `DELETE ${SITE}/reports/saved/:id`,
    `PUT ${SITE}/health/findings/:code/dismissal`,
    `DELETE ${SITE}/health/findings/:code/dismissal`,
    `POST ${SITE}/notes`,
    `PATCH ${SITE}/notes/:id`,
    `DELETE ${SITE}/notes/:id`,
    `POST ${SITE}/populations`,
    `PATCH ${SITE}/populations/:id`,
    `DELETE ${SITE}/populations/:id`,
    `POST ${SITE}/populations/:id/add`,
    `POST ${SITE}/populations/:id/remove`,
    `PATCH ${SITE}/catalogue/events/:name`,
    `PATCH ${SITE}/catalogue/properties/:name`,
  ],
  share: [`GET ${SITE}/shares`, `POST ${SITE}/shares`, `DELETE ${SITE}/shares/:id`],
  'link-people': [
    `POST ${SITE}/people/unlink`,
    `POST ${SITE}/people/links/approve`,
    `POST ${SITE}/people/links/unapprove`,
    `POST ${SITE}/people/links/:id/approve`,
  ],
  'manage-site': [
    `PATCH ${SITE}`,
    `GET ${SITE}/server-keys`,
    `POST ${SITE}/server-keys`,
    `DELETE ${SITE}/server-keys/:id`,
    `GET ${SITE}/sources`,
    `POST ${SITE}/sources`,
    `PATCH ${SITE}/sources/:id`,
    `DELETE ${SITE}/sources/:id`,
    `GET ${SITE}/sources/:id/received`,
    `POST ${SITE}/sources/:id/preview`,
  ],
  import: [
    `POST ${SITE}/import`,
    `POST ${SITE}/jobs/:id/columns`,
    `POST ${SITE}/jobs/:id/start`,
    `POST ${SITE}/history`,
  ],
  erase: [`POST ${SITE}/people/erase`],
  'delete-site': [`DELETE ${SITE}`],
  'manage-tokens': ['GET /api/tokens', 'POST /api/tokens', 'DELETE /api/tokens/:id'],
  'read-trail': [`GET ${SITE}/trail`],
  'manage-team': [
    'GET /api/users',
    'POST /api/users',
    'PATCH /api/users/:id',
    'DELETE /api/users/:id',
    'POST /api/users/:id/link',
    'DELETE /api/users/:id/sessions',
    'DELETE /api/users/:id/second-factor',
    'GET /api/trail',
  ],
  'manage-collector': [
    'POST /api/sites',
    'PATCH /api/company',
    'DELETE /api/sessions',
    'GET /api/log',
    'POST /api/rebuild',
  ],
};

/** The rule of every route, by method and address. */
export const RULES: ReadonlyMap<string, Rule> = new Map(
  Object.entries(ROUTES).flatMap(([needs, routes]) =>
    routes.map((route): [string, Rule] => [route, { needs: needs as PermissionName }]),
  ),
);

/** The rule of a route; fails where nobody has said what it needs. */
export const findRule = (method: string, url: string): Rule => {
  const route = `${method === 'HEAD' ? 'GET' : method} ${url}`;
  const rule = RULES.get(route);
  if (!rule) throw new Error(`${route} has no rule in team/rules.ts: say there what it needs.`);
  return rule;
};
