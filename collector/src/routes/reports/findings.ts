import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { FINDING_CODES } from '../../health/finding.js';
import { findAll } from '../../health/findings.js';
import { createLabel } from '../../store/label.js';
import { check } from '../http/check.js';
import { queueReport } from '../http/queue-report.js';
import type { Parts, Routes } from '../parts.js';
import { readMerged } from '../sites/setting.js';

const REASON_LENGTH = 500;

/** Why a finding is left as it is. */
export const NewDismissal = Type.Object(
  { reason: createLabel(REASON_LENGTH) },
  { additionalProperties: false },
);

const requireCode = (code: string): string => {
  if (!(FINDING_CODES as readonly string[]).includes(code)) throw new ApiError('unknown_finding');
  return code;
};

interface OfFinding {
  Params: { key: string; code: string };
}

/** `/health/findings`: what makes a site's reports wrong, with evidence and what to do (S21). */
export const findingRoutes: Routes = (app, parts: Parts) => {
  const { engine, counts, store, clock } = parts;
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
    const found = findAll({ signs, events, properties, counts: counts.of(key), foldNames });
    return {
      findings: found.map((finding) => {
        const { reason, since } = store.dismissals.find(key, finding.code) ?? {};
        return { ...finding, dismissed: reason && since ? { reason, since } : null };
      }),
    };
  });

  app.put<OfFinding>(
    '/health/findings/:code/dismissal',
    async ({ params: { key, code }, body }) => {
      const { reason } = check(NewDismissal, body);
      const since = new Date(clock()).toISOString();
      await store.dismissals.save(key, { id: requireCode(code), reason, since });
      return { reason, since };
    },
  );

  app.delete<OfFinding>(
    '/health/findings/:code/dismissal',
    async ({ params: { key, code } }, reply) => {
      await store.dismissals.remove(key, requireCode(code));
      return reply.code(204).send();
    },
  );
};
