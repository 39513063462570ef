import { findAll } from '../health/findings.js';
import { fromEngine } from './from-engine.js';
import type { Parts, Routes } from './parts.js';
import { toMerged } from './setting.js';

/** `/health/findings`: what makes a site's reports wrong, with evidence and what to do (S21). */
export const findingRoutes: Routes = (app, parts: Parts) => {
  const { engine, counts } = parts;
  app.get<{ Params: { key: string } }>('/health/findings', async ({ params: { key } }) => {
    const merged = toMerged(parts, key);
    const [signs, events, properties] = await Promise.all([
      fromEngine(engine.signs(key)),
      fromEngine(engine.catalogue(key, { of: 'events', merged })),
      fromEngine(engine.catalogue(key, { of: 'properties' })),
    ]);
    return { findings: findAll({ signs, events, properties, counts: counts.of(key) }) };
  });
};
