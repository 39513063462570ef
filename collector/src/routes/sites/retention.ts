import { Type } from 'typebox';
import { Convert } from 'typebox/value';
import { findLimit } from '../../jobs/retention.js';
import { RetentionDays } from '../../store/site.js';
import { check } from '../http/check.js';
import { queueReport } from '../http/queue-report.js';
import type { Parts, Routes } from '../parts.js';

/** For how many days hits would be kept. */
export const RetentionQuery = Type.Object({ days: RetentionDays });

/** A text of the address as a number: as an integer at once, half a day would be cut off in silence. */
const ANY_NUMBER = Type.Object({ days: Type.Number() });

/** `/retention`: previews a retention period; nothing is deleted (S26). */
export const retentionRoutes: Routes = (app, parts: Parts) => {
  const { engine, clock } = parts;
  app.get<{ Params: { key: string } }>('/retention', async ({ params: { key }, query }, reply) => {
    const { days } = check(RetentionQuery, Convert(ANY_NUMBER, query));
    const before = findLimit(days, clock());
    const found = await queueReport(parts, reply, [key, 'retention', before], (signal) =>
      engine.previewRetention(key, before, signal),
    );
    return { days, before: new Date(before).toISOString(), ...found };
  });
};
