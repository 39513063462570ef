import { findAll } from '../../health/findings.js';
import { queueReport } from '../http/queue-report.js';
import type { Parts, Routes } from '../parts.js';
import { readMerged } from '../sites/setting.js';

/** `/health/findings`: what makes a site's reports wrong, with evidence and what to do (S21). */
export const findingRoutes: Routes = (app, parts: Parts) => {
  const { engine, counts, store } = parts;
  app.get<{ Params: { key: string } }>('/health/findings', async ({ params: { key } }, reply) => {
    // Now: who looks for long may find the site removed.
    const { foldNames } = store.sites.get(key);
    const merged = readMerged(parts, key);
    const renamed = readMerged(parts, key, 'properties');
    const [signs, events, properties] = await queueReport(
      parts,
      reply,
      [key, 'findings', merged, renamed],
      // One after the other: together they are one question.
      async (signal) =>
        [
          await engine.signs(key, merged, signal),
          await engine.catalogue(key, { of: 'events', merged }, signal),
          await engine.catalogue(key, { of: 'properties', merged: renamed }, signal),
        ] as const,
    );
    return { findings: findAll({ signs, events, properties, counts: counts.of(key), foldNames }) };
  });
};
