import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { waitUntilLoaded } from '../support/engine.js';
import { createFolder } from '../support/folder.js';
import { NOW } from '../support/hits.js';
import { createPeopleApp } from '../support/peopleApp.js';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const VISITOR = Buffer.alloc(20, 1).toString('base64');
const SECONDS = NOW / 1000;

const createExport = async () => {
  const test = await createPeopleApp();
  const send = async (...lines: string[]) => {
    await test.app.inject({
      ...{ method: 'POST', url: '/?_k=demo', payload: lines.join('\n') },
      headers: { 'user-agent': CHROME },
    });
    await waitUntilLoaded(test.engine, test.log.syncedSeq());
  };
  const get = (query = '', path = 'hits') =>
    test.ask('GET', `/api/sites/demo/export/${path}${query}`);
  const rows = async (query = '') => {
    const { body, headers } = await get(query);
    const found = body.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    return { rows: found, cursor: String(headers['x-next-cursor']) };
  };
  return { ...test, send, get, rows };
};

const event = (name: string, person: string, more = '', at = SECONDS) =>
  `e?${more}_n=${name}&_p=${encodeURIComponent(person)}&_t=${at}&_i=${name}`;

describe('hits in bulk (S62)', () => {
  it('have the person whose they are, browser, system, device, and money in the site’s currency', async () => {
    const { send, rows, read } = await createExport();
    await send(event('Viewed', VISITOR), event('Bought', 'ada', 'Revenue=49.99&Plan=Pro&'));
    await send(`a?_n=ada&_p=${encodeURIComponent(VISITOR)}&_t=${SECONDS}&_y=i`);
    const { id } = await read('/people/find?identity=ada');
    const { rows: found } = await rows();
    expect(found.map(({ person_id }) => person_id)).toEqual([id, id, id]);
    expect(found[0]).toMatchObject({
      ...{ position: 1, time: new Date(NOW).toISOString(), kind: 'event', name: 'Viewed' },
      ...{ identity: VISITOR, browser: 'Chrome', system: 'Linux', device: 'Desktop' },
      ...{ country: null, revenue: null, currency: null },
    });
    expect(found[1]).toMatchObject({
      ...{ identity: 'ada', revenue: '49.9900', currency: 'USD', properties: { Plan: 'Pro' } },
    });
    expect(found[2]).toMatchObject({ kind: 'alias', name: 'ada', identity: VISITOR });
  });

  it('come once each by cursors, with and without a limit, also those that come later', async () => {
    const { send, rows } = await createExport();
    const names = Array.from({ length: 25 }, (_, at) => `E${at}`);
    await send(...names.map((name) => event(name, 'ada')));
    let next = '';
    const found: string[] = [];
    for (let page = 0; page < 4; page++) {
      const { rows: some, cursor } = await rows(`?limit=7${next}`);
      found.push(...some.map(({ name }) => name));
      next = `&cursor=${cursor}`;
    }
    expect(found).toEqual(names);
    expect((await rows(`?limit=7${next}`)).rows).toEqual([]);
    await send(event('Later', 'bob'));
    const { rows: later, cursor } = await rows(`?${next.slice(1)}`);
    expect(later.map(({ name }) => name)).toEqual(['Later']);
    expect((await rows(`?cursor=${cursor}`)).rows).toEqual([]);
  });

  it('are those between two moments', async () => {
    const { send, rows } = await createExport();
    const day = 86_400;
    await send(event('Old', 'ada', '', SECONDS - 2 * day), event('New', 'ada'));
    const { rows: found } = await rows(`?from=${new Date(NOW - day * 1000).toISOString()}`);
    expect(found.map(({ name }) => name)).toEqual(['New']);
    const { rows: before } = await rows(`?to=${new Date(NOW - day * 1000).toISOString()}`);
    expect(before.map(({ name }) => name)).toEqual(['Old']);
  });

  it('are read back by DuckDB in each form, and are the same', async () => {
    const { send, get, folder } = await createExport();
    await send(
      event('Bought', 'ada', 'Revenue=49.99&Note=a%20%22b%22%2C%0Ac&'),
      event('Viewed', 'bob', '%3DSUM(A1)=%3DSUM(A1)&'),
    );
    const there = createFolder();
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const READERS = {
      jsonl: `read_json('FILE', columns = {position: 'BIGINT', time: 'TIMESTAMP', name: 'VARCHAR', person_id: 'VARCHAR', revenue: 'DECIMAL(18, 4)', properties: 'JSON'})`,
      csv: `read_csv('FILE', types = {'time': 'TIMESTAMP', 'revenue': 'DECIMAL(18, 4)'})`,
      parquet: `read_parquet('FILE')`,
    };
    const answers = [];
    for (const [format, reader] of Object.entries(READERS)) {
      const path = join(there, `hits.${format}`);
      const answer = await get(`?format=${format}`);
      expect(answer.statusCode).toBe(200);
      writeFileSync(path, answer.rawPayload);
      const read = await connection.runAndReadAll(
        `SELECT position::INT AS position, time::VARCHAR AS time, name, person_id, revenue::VARCHAR AS revenue,
           json_extract_string(properties, '$.Note') AS note
         FROM ${reader.replace('FILE', path)} ORDER BY position`,
      );
      answers.push(read.getRowObjectsJson());
    }
    expect(answers[0]).toHaveLength(2);
    expect(answers[0]![0]).toMatchObject({ revenue: '49.9900', note: 'a "b",\nc' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await readdir(join(folder, 'exports'))).toEqual([]);
  });

  const WRONG: [query: string, field: string][] = [
    ['?fromat=csv', 'fromat'],
    ['?format=xml', 'format'],
    ['?format=csv&format=csv', 'format'],
    ['?from=yesterday', 'from'],
    ['?cursor=abc', 'cursor'],
    [`?cursor=${Buffer.from('hits:-1').toString('base64url')}`, 'cursor'],
    ['?limit=0', 'limit'],
    ['?limit=1e3', 'limit'],
    ['?limit=20001', 'limit'],
  ];
  it.each(WRONG)('%s is a 400 that names %s', async (query, field) => {
    const { get } = await createExport();
    const answer = await get(query);
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  });

  it('of a site without hits are none, in each form', async () => {
    const { get } = await createExport();
    for (const format of ['jsonl', 'csv', 'parquet'])
      expect((await get(`?format=${format}`)).statusCode).toBe(200);
  });
});
