import type { Routes } from '../parts.js';

/** `/metrics` for Prometheus, which sends a token with the scope `metrics`, or a wider one. */
export const metricsRoutes: Routes = (app, { metrics }) => {
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.read()),
  );
};
