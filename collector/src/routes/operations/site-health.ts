import type { Routes } from '../parts.js';

/** `health/ingest` and `health/drops`: what came of a site's hits on their way here. */
export const siteHealthRoutes: Routes = (app, { counts, store, started }) => {
  app.get<{ Params: { key: string } }>('/health/ingest', async ({ params: { key } }) => ({
    since: new Date(started).toISOString(),
    ...counts.of(key),
    dropped: store.drops.of(key),
  }));

  app.get<{ Params: { key: string } }>('/health/drops', async ({ params: { key } }) =>
    store.drops.of(key),
  );
};
