import { expect, it } from 'vitest';
import { shareTestApp } from '../support/app.js';

const shared = shareTestApp();
const SITE = '/api/sites/demo';
const STEPS = { steps: ['A', 'B'] };

/** Everything that people give a name or a text, and the field of it. */
const LABELS: [method: 'POST' | 'PATCH' | 'PUT', path: string, body: object, field: string][] = [
  ['POST', '/api/sites', { key: 'blank' }, 'name'],
  ['PATCH', SITE, {}, 'name'],
  ['PATCH', '/api/company', {}, 'name'],
  ['POST', '/api/tokens', { scope: 'read' }, 'name'],
  ['POST', '/api/users', { email: 'ada@example.com' }, 'name'],
  ['POST', `${SITE}/server-keys`, {}, 'name'],
  ['POST', `${SITE}/sources`, { kind: 'webhook' }, 'name'],
  ['POST', `${SITE}/notes`, { date: '2026-11-22' }, 'text'],
  ['POST', `${SITE}/populations`, { identities: ['ada'] }, 'name'],
  ['POST', `${SITE}/reports/saved`, { kind: 'funnel', plan: STEPS }, 'name'],
  ['PUT', `${SITE}/health/findings/late_hits/dismissal`, {}, 'reason'],
];

it.each(LABELS)('%s %s: only spaces are no text', async (method, path, body, field) => {
  const { ask } = shared();
  for (const text of ['', '   ', '\t\n', '\u00a0']) {
    const answer = await ask(method, path, { ...body, [field]: text });
    expect([answer.statusCode, answer.json().error.field], JSON.stringify(text)).toEqual([
      400,
      field,
    ]);
  }
  const answer = await ask(method, path, { ...body, [field]: ' Garden shop ' });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
});
