import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { NAME_LENGTH } from 'kmq/wire';
import { ApiError } from './errors.js';
import { toSenderNetwork } from './ingest/addresses.js';
import { checkHost, requireAccess } from './routes/access.js';
import { toAddress } from './routes/address.js';
import { answerError, answerUnreadable } from './routes/answer-error.js';
import { authRoutes } from './routes/auth.js';
import { batchRoutes } from './routes/batch.js';
import { catalogueRoutes } from './routes/catalogue.js';
import { documentationRoutes } from './routes/documentation.js';
import { exportRoutes } from './routes/export.js';
import { findingRoutes } from './routes/findings.js';
import { healthRoutes } from './routes/health.js';
import { historyRoutes } from './routes/history.js';
import { hitRoutes } from './routes/hits.js';
import { jobRoutes } from './routes/jobs.js';
import { linkRoutes } from './routes/links.js';
import { liveRoutes } from './routes/live.js';
import { metricsRoutes } from './routes/metrics.js';
import { noteRoutes } from './routes/notes.js';
import { describeApi, openApiRoutes } from './routes/openapi/openapi.js';
import { operationRoutes } from './routes/operations.js';
import type { Parts, Routes } from './routes/parts.js';
import { peopleRoutes } from './routes/people.js';
import { populationRoutes } from './routes/populations.js';
import { withoutQuery } from './routes/query.js';
import { answerRawAddress, type ParserError } from './routes/raw-address.js';
import { renewalRoutes } from './routes/renewal.js';
import { reportRoutes } from './routes/reports.js';
import { retentionRoutes } from './routes/retention.js';
import { savedReportRoutes } from './routes/saved-reports.js';
import { createScripts, type Scripts, scriptRoutes } from './routes/script.js';
import { serverKeyRoutes } from './routes/server-keys.js';
import { siteHealthRoutes } from './routes/site-health.js';
import { siteRoutes } from './routes/sites.js';
import { tokenRoutes } from './routes/tokens.js';
import { toTransport } from './routes/transport.js';
import { webRoutes } from './routes/web.js';

/** What one server serves, and how. */
export interface AppSettings {
  /** Hits and scripts, the app with its API, or both. */
  serves: { ingest: boolean; app: boolean };
  trustProxy: boolean | number | string[];
  logger?: FastifyBaseLogger;
  /** How long a sender may take, in milliseconds, and how often that is looked at. */
  patience?: { headers: number; request: number; look: number };
}

/** A hit of a line's size has to fit into an address, with headers beside it. */
const HEADER_BYTES = 32 * 1024;
/** A name as a part of an address: each unit of it takes three bytes at most, and each byte three characters. */
const PARAM_LENGTH = NAME_LENGTH * 9;
/** A sender that takes longer for the headers, or for all of one request, is broken, or means harm. */
const PATIENCE = { headers: 15_000, request: 60_000, look: 5_000 };

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
    ...toTransport(parts),
    referrerPolicy: { policy: 'same-origin' },
  });
  await server.register(cookie);
  await server.register(rateLimit, {
    global: false,
    keyGenerator: (request) => toSenderNetwork(toAddress(request)),
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError('too_many_requests', { retryAfter: Math.ceil(ttl / 1000) }),
  });
  await server.register(compress, { customTypes: /^(text\/(?!event-stream)|application\/)/ });

  await describeApi(server);
  server.get('/', async (_request, reply) => reply.redirect('/app/', 302));
  authRoutes(server, parts);
  await server.register(async (web) => webRoutes(web, parts), { prefix: '/app' });
  await server.register(async (api) => {
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    requireAccess(api, parts);
    siteRoutes(scripts)(api, parts);
    operationRoutes(api, parts);
    tokenRoutes(api, parts);
    openApiRoutes(api);
    metricsRoutes(api, parts);
    await api.register(
      async (site) => {
        site.addHook('onRequest', async (request) => {
          const { key } = request.params as { key: string };
          if (!parts.store.sites.find(key)) throw new ApiError('unknown_site');
        });
        exportRoutes(site, parts);
        liveRoutes(site, parts);
        linkRoutes(site, parts);
        serverKeyRoutes(site, parts);
        reportRoutes(site, parts);
        savedReportRoutes(site, parts);
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
  const { headers, request, look } = settings.patience ?? PATIENCE;
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
    for (const routes of [hitRoutes, batchRoutes, scriptRoutes(scripts), renewalRoutes])
      await add(routes);
  if (settings.serves.app) {
    await server.register(async (scope) => registerApp(scope, parts, scripts));
    await server.register(async (scope) => documentationRoutes(scope, parts), { prefix: '/docs' });
  }
  return server;
};
