import { expect } from 'vitest';
import { type TestApp, TOKEN } from '../app.js';
import { toLine } from '../written-history.js';
import type { Report } from './answer.js';
import type { SentHit, Site } from './history.js';

/** Makes a site, sends it hits in their order, and waits until reports have read them. */
export const sendHistory = async (
  { ask, app, log, work }: TestApp,
  key: string,
  hits: readonly SentHit[],
  { timeZone, currency, mergedEvents, mergedProperties }: Omit<Site, 'now'>,
): Promise<void> => {
  await ask('POST', '/api/sites', { key, name: key, timeZone, currency });
  const payload = hits.map((hit, n) => toLine(hit, `${key}-${n}`)).join('\n');
  // Links of two names count with proof that the site sent them (S28).
  const headers = { authorization: `Bearer ${TOKEN}` };
  const sent = await app.inject({ method: 'POST', url: `/?_k=${key}`, headers, payload });
  expect(sent.json()).toEqual({ accepted: hits.length, rejected: [] });
  for (const [kind, merged] of Object.entries({
    events: mergedEvents,
    properties: mergedProperties,
  }))
    for (const [name, mergedInto] of Object.entries(merged)) {
      const path = `/api/sites/${key}/catalogue/${kind}/${encodeURIComponent(name)}`;
      const told = await ask('PATCH', path, { mergedInto, confirm: true });
      expect(told.json()).toMatchObject({ mergedInto });
    }
  await expect
    .poll(async () => (await work.engine.status()).seq, { timeout: 30_000 })
    .toBe(log.syncedSeq());
};

/** What the app answers; not before what was merged counts everywhere. */
export const askReport = async (
  { ask }: TestApp,
  key: string,
  { report, request }: { report: Report; request: object },
): Promise<Record<string, unknown>> => {
  const path = report === 'population' ? 'populations/size' : `reports/${report}`;
  for (;;) {
    const answer = (await ask('POST', `/api/sites/${key}/${path}`, request)).json();
    if (!answer.recalculating) return answer;
  }
};
