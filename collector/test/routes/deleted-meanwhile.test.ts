import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createSite } from '../../src/store/site.js';
import { createTestApp, TOKEN } from '../support/app.js';

it('a site that is deleted while a body is under way is unknown to every route, and nothing is kept for it (S33)', async () => {
  const { app, ask, store, folder } = await createTestApp();
  const { paths } = (await ask('GET', '/api/openapi.json')).json() as { paths: object };
  const changes = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).flatMap((method) =>
      path.startsWith('/api/sites/{key}/') && !/^(get|delete)$/.test(method)
        ? [{ method: method.toUpperCase() as 'POST', path }]
        : [],
    ),
  );
  expect(changes.length).toBeGreaterThan(25);
  for (const { method, path } of changes) {
    await store.sites.save(createSite('demo', 'Demo', ''));
    const payload = Readable.from(
      (async function* () {
        yield '{"name":"A",';
        await ask('DELETE', '/api/sites/demo');
        yield '"events":["A"],"steps":["A","B"],"date":"2026-11-01","text":"x","definition":{"did":{"event":"A"}}}';
      })(),
    );
    const answer = await app.inject({
      ...{ method, payload, url: path.replace('{key}', 'demo').replace(/\{\w+\}/g, 'x') },
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    });
    expect([path, answer.statusCode, answer.json().error?.code]).toEqual([
      path,
      404,
      // Lists read their bodies themselves, once they are known to be there.
      /populations.*(add|remove)$/.test(path) ? 'unknown_population' : 'unknown_site',
    ]);
  }
  expect(store.notes.list('demo')).toEqual([]);
  await store.sites.save(createSite('demo', 'Demo', ''));
  expect((await ask('GET', '/api/sites/demo/jobs')).json()).toEqual({ jobs: [] });
  expect(readdirSync(join(folder, 'imports'))).toEqual([]);
});
