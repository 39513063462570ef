import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { createTestApp, emptyEngine } from '../support/app.js';
import { toDraft } from '../support/hits.js';

test('rebuild has the engine made anew, and says up to where it will have read', async () => {
  let renewed = 0;
  const engine: Engine = Object.assign(
    emptyEngine(() => log),
    { reset: async () => void renewed++ },
  );
  const { ask, log } = await createTestApp({
    parts: {
      engine,
    },
  });
  await log.append([toDraft(), toDraft()]);
  const answer = await ask('POST', '/api/rebuild');
  expect([answer.statusCode, answer.json(), renewed]).toEqual([202, { syncedSeq: 2 }, 1]);
  expect((await ask('GET', '/api/log')).json()).toEqual({
    syncedSeq: 2,
    rewrites: 0,
    engine: { ready: true, seq: 2 },
  });
});
