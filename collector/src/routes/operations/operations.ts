import type { Routes } from '../parts.js';

/** Endpoints for commands that talk to the running collector. */
export const operationRoutes: Routes = (app, { log, upkeep, engine, store }) => {
  app.get('/api/log', async () => {
    const { ready, seq } = await engine.status();
    const deleting = store.deletions.list().map(({ site }) => site);
    return {
      syncedSeq: log.syncedSeq(),
      rewrites: upkeep.rewrites(),
      engine: { ready, seq },
      ...(deleting.length && { deleting }),
    };
  });

  app.post('/api/rebuild', async (request, reply) => {
    const syncedSeq = log.syncedSeq();
    engine.reset().catch((err) => request.log.error({ err }, 'The engine could not be rebuilt.'));
    return reply.code(202).send({ syncedSeq });
  });
};
