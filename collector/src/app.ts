import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { NAME_LENGTH } from 'kmq/wire';
import { bulkExportRoutes } from './destinations/files/routes.js';
import { ApiError } from './errors.js';
import { formatSenderNetwork } from './ingest/admission/addresses.js';
import { mcpRoutes } from './mcp/routes.js';
import { addRules, checkHost, requireAccess } from './routes/access/access.js';
import { authRoutes } from './routes/access/auth.js';
import { serverKeyRoutes } from './routes/access/server-keys.js';
import { tokenRoutes } from './routes/access/tokens.js';
import { companyRoutes } from './routes/app/company.js';
import { documentationRoutes } from './routes/app/documentation.js';
import { webRoutes } from './routes/app/web.js';
import { batchRoutes } from './routes/hits/batch.js';
import { exportRoutes } from './routes/hits/export.js';
import { hitRoutes } from './routes/hits/hits.js';
import { liveRoutes } from './routes/hits/live.js';
import { readAddress } from './routes/http/address.js';
import { answerError, answerUnreadable } from './routes/http/answer-error.js';
import { withoutQuery } from './routes/http/query.js';
import { answerRawAddress, type ParserError } from './routes/http/raw-address.js';
import { closeStalledReaders } from './routes/http/stalled-readers.js';
import { createTransportHeader } from './routes/http/transport.js';
import { describeApi, openApiRoutes } from './routes/openapi/openapi.js';
import { healthRoutes } from './routes/operations/health.js';
import { metricsRoutes } from './routes/operations/metrics.js';
import { operationRoutes } from './routes/operations/operations.js';
import { siteHealthRoutes } from './routes/operations/site-health.js';
import type { Parts, Routes } from './routes/parts.js';
import { linkRoutes } from './routes/people/links.js';
import { peopleRoutes } from './routes/people/people.js';
import { populationRoutes } from './routes/people/populations.js';
import { catalogueRoutes } from './routes/reports/catalogue.js';
import { findingRoutes } from './routes/reports/findings.js';
import { noteRoutes } from './routes/reports/notes.js';
import { reportRoutes } from './routes/reports/reports.js';
import { savedReportRoutes } from './routes/reports/saved-reports.js';
import { renewalRoutes } from './routes/scripts/renewal.js';
import { createScripts, type Scripts, scriptRoutes } from './routes/scripts/script.js';
import { historyRoutes } from './routes/sites/history.js';
import { jobRoutes } from './routes/sites/jobs.js';
import { retentionRoutes } from './routes/sites/retention.js';
import { siteRoutes } from './routes/sites/sites.js';
import { accountRoutes } from './routes/team/account.js';
import { hideFromViewers } from './routes/team/hide-people.js';
import { noteActions } from './routes/team/note.js';
import { providerRoutes } from './routes/team/provider.js';
import { sharedRoutes, shareRoutes } from './routes/team/shares.js';
import { signInRoutes } from './routes/team/sign-in.js';
import { trailRoutes } from './routes/team/trail.js';
import { userRoutes } from './routes/team/users.js';
import { sourceApiRoutes } from './sources/api.js';
import { sourceRoutes } from './sources/receive.js';
import { segmentRoutes } from './sources/segment/routes.js';

/** What one server serves, and how. */
export interface AppSettings {
  /** Hits and scripts, the app with its API, or both. */
  serves: { ingest: boolean; app: boolean };
  /** Everybody, so many hops, or whoever this says. */
  trustProxy: boolean | number | string[] | ((address: string) => boolean);
  logger?: FastifyBaseLogger;
  /** How long a sender may take, in milliseconds, how often that is looked at, and how often whether it reads its answers. */
  patience?: { headers: number; request: number; look: number; read: number };
}

/** A hit of a line's size has to fit into an address, with headers beside it. */
const HEADER_BYTES = 32 * 1024;
/** A name as a part of an address: each unit of it takes three bytes at most, and each byte three characters. */
const PARAM_LENGTH = NAME_LENGTH * 9;
/** A sender that takes longer for the headers, or for all of one request, is broken, or means harm. */
const PATIENCE = { headers: 15_000, request: 60_000, look: 5_000, read: 15_000 };

/** Nothing from elsewhere, nothing inline (S23). */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
  },
};

/** A number of proxies is a number of hops from here. */
const toTrust = (trusted: AppSettings['trustProxy']) =>
  typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : trusted;

/** The app and its API: on known host names only, with a strict policy, compressed. */
const registerApp = async (server: FastifyInstance, parts: Parts, scripts: Scripts) => {
  server.addHook('onRequest', checkHost(parts.hosts));
  await server.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    ...createTransportHeader(parts),
    referrerPolicy: { policy: 'same-origin' },
  });
  await server.register(cookie);
  await server.register(rateLimit, {
    global: false,
    keyGenerator: (request) => formatSenderNetwork(readAddress(request)),
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError('too_many_requests', { retryAfter: Math.ceil(ttl / 1000) }),
  });
  await server.register(compress, { customTypes: /^(text\/(?!event-stream)|application\/)/ });

  addRules(server);
  await describeApi(server, parts);
  server.get('/', async (_request, reply) => reply.redirect('/app/', 302));
  authRoutes(server, parts);
  await server.register(async (entry) => signInRoutes(entry, parts));
  await server.register(async (open) => sharedRoutes(open, parts));
  await server.register(async (entry) => providerRoutes(entry, parts));
  await server.register(async (web) => webRoutes(web, parts), { prefix: '/app' });
  await server.register(async (api) => {
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    requireAccess(api, parts);
    noteActions(api, parts);
    hideFromViewers(api, parts);
    siteRoutes(scripts)(api, parts);
    operationRoutes(api, parts);
    tokenRoutes(api, parts);
    userRoutes(api, parts);
    accountRoutes(api, parts);
    trailRoutes(api, parts);
    companyRoutes(api, parts);
    openApiRoutes(api);
    mcpRoutes(api);
    metricsRoutes(api, parts);
    await api.register(
      async (site) => {
        const checkThere = async (request: FastifyRequest) => {
          parts.store.sites.get((request.params as { key: string }).key);
        };
        site.addHook('onRequest', checkThere);
        // It may have been deleted while the body was under way.
        site.addHook('preHandler', checkThere);
        exportRoutes(site, parts);
        bulkExportRoutes(site, parts);
        liveRoutes(site, parts);
        linkRoutes(site, parts);
        serverKeyRoutes(site, parts);
        sourceApiRoutes(site, parts);
        reportRoutes(site, parts);
        savedReportRoutes(site, parts);
        shareRoutes(site, parts);
        noteRoutes(site, parts);
        catalogueRoutes(site, parts);
        populationRoutes(site, parts);
        findingRoutes(site, parts);
        siteHealthRoutes(site, parts);
        jobRoutes(site, parts);
        historyRoutes(site, parts);
        retentionRoutes(site, parts);
        await site.register(peopleRoutes(parts));
      },
      { prefix: '/api/sites/:key' },
    );
  });
};

/** The collector's requests and answers; it listens nowhere by itself. */
export const createApp = async (parts: Parts, settings: AppSettings): Promise<FastifyInstance> => {
  const { headers, request, look, read } = settings.patience ?? PATIENCE;
  const server: FastifyInstance = Fastify({
    ...(settings.logger ? { loggerInstance: settings.logger } : { logger: false }),
    // Addresses of hits hold identities.
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request costs a fifth of a hit's time, and its objects the collector of garbage more than all else.
    childLoggerFactory: (logger) => logger,
    trustProxy: toTrust(settings.trustProxy),
    requestTimeout: request,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: 'idle',
    // A hit that comes while the collector stops is taken, or refused in the words of its own protocol.
    return503OnClosing: false,
    routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: PARAM_LENGTH },
    http: {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: headers,
      connectionsCheckingInterval: look,
    },
    rewriteUrl: withoutQuery,
    frameworkErrors: answerError,
    clientErrorHandler(error, socket) {
      const refuse = () => answerUnreadable(error, socket);
      if (!answerRawAddress(server, error as unknown as ParserError, socket, refuse)) refuse();
    },
  });
  closeStalledReaders(server.server, read);
  server.setErrorHandler(answerError);
  server.setNotFoundHandler((_request, reply) => {
    // A client whose endpoint is wrong can read that it is.
    reply.header('access-control-allow-origin', '*');
    throw new ApiError('not_found');
  });
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    done();
  });
  server.addHook('preClose', async () => parts.live.close());

  const scripts = createScripts(parts);
  const add = (routes: Routes) => server.register(async (scope) => routes(scope, parts));
  await add(healthRoutes);
  if (settings.serves.ingest)
    for (const routes of [
      hitRoutes,
      batchRoutes,
      segmentRoutes,
      sourceRoutes,
      scriptRoutes(scripts),
      renewalRoutes,
    ])
      await add(routes);
  if (settings.serves.app) {
    await server.register(async (scope) => registerApp(scope, parts, scripts));
    await server.register(async (scope) => documentationRoutes(scope, parts), { prefix: '/docs' });
  }
  return server;
};
