import { Type } from 'typebox';
import { SiteSettings } from '../../store/site.js';
import { SCOPES } from '../../store/tokens.js';
import { ROLES } from '../../team/roles.js';
import { SignInBody } from '../access/auth.js';
import { NewServerKey } from '../access/server-keys.js';
import { NewToken } from '../access/tokens.js';
import { CompanyChanges } from '../app/company.js';
import { NewDismissal } from '../reports/findings.js';
import { RetentionQuery } from '../sites/retention.js';
import { NewSite, SiteChanges } from '../sites/sites.js';
import { Count, type Described, exact, Flag, Instant, orNull, Text, words } from './shapes.js';

const SITE = {
  ...SiteSettings.properties,
  key: Text,
  created: Text,
  demoShop: Type.Optional(Text),
};
const Site = exact({
  ...SITE,
  install: exact({
    script: Text,
    versioned: Type.Optional(exact({ script: Text, integrity: Text })),
    ...{ snippet: Text, gtmSnippet: Text },
  }),
  canLoadHistory: Flag,
});

const Scope = words(SCOPES);
const SERVER_KEY = { id: Text, name: Text, created: Text, lastUsed: orNull(Instant) };
/** Keys of the sites to which the user is limited; null: all sites. */
const Sites = orNull(Type.Array(Text));
const TOKEN = {
  ...{ id: Text, name: Text, scope: Scope, sites: Sites },
  ...{ created: Instant, expires: orNull(Instant), lastUsed: orNull(Instant) },
};
const Company = exact({ name: orNull(Text), setUp: Flag });
const Dismissed = exact({ reason: Text, since: Instant });
const Dropped = exact({ hits: Count, pages: Count });

/** Sites, tokens, sessions, and how the collector is doing. */
export const SITES: Record<string, Described> = {
  'GET /api/sites': {
    id: 'listSites',
    summary: 'List sites',
    answer: exact({ sites: Type.Array(exact(SITE)) }),
  },
  'POST /api/sites': {
    id: 'createSite',
    summary: 'Add a site',
    body: NewSite,
    status: 201,
    answer: Site,
  },
  'GET /api/sites/:key': { id: 'getSite', summary: 'Read a site and its snippet', answer: Site },
  'PATCH /api/sites/:key': {
    id: 'updateSite',
    summary: 'Change a site',
    body: SiteChanges,
    answer: Site,
  },
  'DELETE /api/sites/:key': {
    id: 'deleteSite',
    summary: 'Delete a site with its hits, or without them',
    query: Type.Object({ hits: Type.Optional(words(['keep'])) }),
    status: 204,
  },
  'GET /api/sites/:key/health/findings': {
    id: 'listFindings',
    summary: 'List problems of the hits of a site',
    answer: exact({
      findings: Type.Array(
        exact({
          ...{
            code: Text,
            severity: words(['error', 'warning', 'info']),
            message: Text,
            fix: Text,
          },
          evidence: Type.Array(Type.Object({})),
          dismissed: orNull(Dismissed),
        }),
      ),
    }),
  },
  'PUT /api/sites/:key/health/findings/:code/dismissal': {
    id: 'dismissFinding',
    summary: 'Dismiss a finding with a reason',
    body: NewDismissal,
    answer: Dismissed,
  },
  'DELETE /api/sites/:key/health/findings/:code/dismissal': {
    id: 'restoreFinding',
    summary: 'Restore a dismissed finding',
    status: 204,
  },
  'GET /api/sites/:key/health/ingest': {
    id: 'getIngestHealth',
    summary: 'Count accepted and rejected hits since the collector started',
    answer: exact({
      ...{ since: Instant, accepted: Count, leftOut: Count, dropped: Dropped },
      rejected: Type.Record(Type.String(), Count),
      replaced: Type.Record(Type.String(), Count),
    }),
  },
  'GET /api/sites/:key/health/drops': {
    id: 'getDrops',
    summary: 'Count hits that clients dropped',
    answer: Dropped,
  },
  'GET /api/sites/:key/retention': {
    id: 'previewRetention',
    summary: 'Preview a retention period',
    query: RetentionQuery,
    answer: exact({
      ...{ days: Count, before: Instant, hits: Count, people: Count, shortened: Count },
      ...{ first: orNull(Instant), last: orNull(Instant) },
    }),
  },
  'GET /api/sites/:key/server-keys': {
    id: 'listServerKeys',
    summary: 'List the server keys of a site',
    answer: exact({ serverKeys: Type.Array(exact(SERVER_KEY)) }),
  },
  'POST /api/sites/:key/server-keys': {
    id: 'createServerKey',
    summary: 'Create a server key; only this response contains it',
    body: NewServerKey,
    status: 201,
    answer: exact({ ...SERVER_KEY, serverKey: Text }),
  },
  'DELETE /api/sites/:key/server-keys/:id': {
    id: 'deleteServerKey',
    summary: 'Revoke a server key',
    status: 204,
  },
  'GET /api/company': {
    id: 'getCompany',
    summary: 'Tell whose collector this is, and whether its first steps are done',
    answer: Company,
  },
  'PATCH /api/company': {
    id: 'changeCompany',
    summary: 'Change the name of the company, or end the first steps',
    body: CompanyChanges,
    answer: Company,
  },
  'GET /api/tokens': {
    id: 'listTokens',
    summary: 'List tokens',
    answer: exact({ tokens: Type.Array(exact(TOKEN)) }),
  },
  'POST /api/tokens': {
    id: 'createToken',
    summary: 'Create a token; only this response contains it',
    body: NewToken,
    status: 201,
    answer: exact({ ...TOKEN, token: Text }),
  },
  'DELETE /api/tokens/:id': {
    id: 'deleteToken',
    summary: 'Revoke a token and end its sessions',
    status: 204,
  },
  'DELETE /api/sessions': {
    id: 'endSessions',
    summary: 'Sign everyone out of the app and invalidate unused sign-in links',
    status: 204,
  },
  'GET /api/session': {
    id: 'getSession',
    summary: 'Read your permissions and sites',
    answer: exact({
      ...{ scope: Scope, sites: Sites, owner: Flag },
      roles: Type.Record(Text, words(ROLES)),
      actor: exact({ kind: words(['user', 'token', 'link']), id: Text, name: Text }),
    }),
  },
  'POST /api/session': {
    id: 'signIn',
    summary: 'Sign in to the app',
    isOpen: true,
    body: SignInBody,
    status: 204,
  },
  'DELETE /api/session': { id: 'signOut', summary: 'Sign out', status: 204 },
  'GET /api/log': {
    id: 'getLog',
    summary: 'Read the positions of the log and of reports',
    answer: exact({
      syncedSeq: Count,
      rewrites: Type.Unknown(),
      deleting: Type.Optional(Type.Array(Text)),
      engine: exact({ ready: Flag, seq: Count }),
    }),
  },
  'POST /api/rebuild': {
    id: 'rebuildReports',
    summary: 'Rebuild reports from the log',
    status: 202,
    answer: exact({ syncedSeq: Count }),
  },
  'GET /api/openapi.json': {
    id: 'getOpenApi',
    summary: 'Read this OpenAPI document',
    answer: Type.Object({}),
  },
};
