import { onTestFinished } from 'vitest';
import { openDuckDb } from '../../src/engine/duckdb/open-duckdb.js';
import type { Engine } from '../../src/engine/engine.js';
import { createLogReader } from '../../src/ingest/log/read.js';
import { createListReader } from '../../src/store/list-file.js';
import { createTestApp } from './app.js';
import { waitUntilLoaded } from './engine.js';
import { createFolder } from './folder.js';

/** A collector with a real engine, which is at hand only once the app's folder is. */
export const createPeopleApp = async () => {
  let engine: Engine | undefined;
  const late: Engine = {
    follow: (seq) => engine!.follow(seq),
    setNames: (names) => engine?.setNames(names),
    status: () => engine!.status(),
    people: (query) => engine!.people(query),
    person: (...given) => engine!.person(...given),
    between: (...given) => engine!.between(...given),
    link: (...given) => engine!.link(...given),
    waiting: (...given) => engine!.waiting(...given),
    report: (...given) => engine!.report(...given),
    signs: (...given) => engine!.signs(...given),
    exportedHits: (...given) => engine!.exportedHits(...given),
    previewRetention: (...given) => engine!.previewRetention(...given),
    catalogue: (...given) => engine!.catalogue(...given),
    reportPeople: (query) => engine!.reportPeople(query),
    reportIdentities: (...given) => engine!.reportIdentities(...given),
    isPopulation: (...given) => engine!.isPopulation(...given),
    listed: (...given) => engine!.listed(...given),
    erase: (...given) => engine!.erase(...given),
    close: () => engine!.close(),
  };
  const test = await createTestApp({
    parts: { engine: late },
    log: { onSynced: (seq) => engine?.follow(seq) },
  });
  engine = await openDuckDb({
    folder: createFolder(),
    read: createLogReader(`${test.folder}/log`),
    readList: createListReader(`${test.folder}/lists`),
    threads: 1,
    memoryMegabytes: 256,
  });
  onTestFinished(() => engine.close());
  const send = async (...lines: string[]) => {
    await test.app.inject({ method: 'POST', url: '/?_k=demo', payload: lines.join('\n') });
    await waitUntilLoaded(engine, test.log.syncedSeq());
  };
  const read = async (url: string) => (await test.ask('GET', `/api/sites/demo${url}`)).json();
  return { ...test, engine, send, read };
};
