import { ApiError } from '../../errors.js';
import type { Routes } from '../parts.js';

/** A clock's grain: 0 means that nothing waits. */
const LEAST_LAG_SECONDS = 0.001;

/** `/healthz`: hits can be put on disk. `/readyz`: reports answer, and how far behind the log they are. */
export const healthRoutes: Routes = (app, { log, engine, space, clock }) => {
  app.get('/healthz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (space?.isFull()) throw new ApiError('disk_nearly_full');
    // After a failure the next sync tells, without waiting for a hit.
    if (!log.isHealthy())
      await log.append([]).catch((cause) => {
        throw new ApiError('log_unavailable', { cause });
      });
    return { status: 'ok' };
  });

  app.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    // An engine that has gone away is one that is not ready.
    const status = await engine.status().catch(() => undefined);
    if (!status?.ready) throw new ApiError('reports_not_ready', { retryAfter: 1 });
    const { seq, waitingSince, setAside } = status;
    // What was acknowledged a moment ago waits, too, even if the engine has not noticed it yet.
    const isBehind = waitingSince !== null || seq < log.syncedSeq();
    const waited = (clock() - (waitingSince ?? clock())) / 1000;
    const lagSeconds = isBehind ? Math.max(LEAST_LAG_SECONDS, waited) : 0;
    return { status: 'ok', lagSeconds, ...(setAside && { setAside }) };
  });
};
