import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.js';
import { DEFAULT_SETTINGS } from '../../../src/engine/people-index/sites.js';
import type { MeaningSettings, SettingsRecord } from '../../../src/ingest/record.js';
import { ENGINES, waitUntilLoaded } from '../../support/engine.js';
import { readFrom, T0, toLog, toRecord } from '../../support/records.js';

describe.each(ENGINES)('on $name', ({ openEngine }) => {
  const A = Buffer.alloc(20, 1).toString('base64');
  const B = Buffer.alloc(20, 2).toString('base64');

  const toSettings = (changed: Partial<MeaningSettings>): Omit<SettingsRecord, 'seq'> => ({
    type: 'settings',
    v: 1,
    site: 'demo',
    received: T0,
    settings: { ...DEFAULT_SETTINGS, ...changed },
  });

  /** Who is one person after each of the given records, `!` behind a name. */
  const tell = async (engine: Engine): Promise<string[]> => {
    const { people } = await engine.people({ site: 'demo' });
    return people
      .map(({ identities }) =>
        identities
          .map(({ identity, kind }) => (kind === 'named' ? `${identity}!` : identity))
          .sort()
          .join(' '),
      )
      .sort();
  };

  it('reads people anew when a setting that they depend on changes (S9)', async () => {
    const records = toLog([
      toRecord('a', { _n: 'ada', _p: A, _y: 'i' }, 1),
      toRecord('a', { _n: 'ada', _p: 'bob', _y: 'a' }, 2),
      toRecord('e', { _n: 'Visited Site', _p: B }, 3),
      toSettings({ linkNamed: false }),
      toSettings({ linkNamed: false, anonymousShape: false }),
      toSettings({}),
    ]);
    const engine = await openEngine(readFrom(records));
    const after = async (seq: number) => {
      await waitUntilLoaded(engine, seq);
      return tell(engine);
    };
    expect(await after(3)).toEqual([`${A} ada! bob!`, B]);
    expect(await after(4)).toEqual([`${A} ada!`, B, 'bob!']);
    expect(await after(5)).toEqual([`${A}!`, `${B}!`, 'ada!', 'bob!'].sort());
    expect(await after(6)).toEqual([`${A} ada! bob!`, B]);
  });

  it('folds e-mail addresses from where the setting stands in the log', async () => {
    const visit = (identity: string, after: number) =>
      toRecord('e', { _n: 'A', _p: identity }, after);
    const records = toLog([
      visit('Ada@Example.com', 1),
      visit('ada@example.com', 2),
      toSettings({ foldEmails: false }),
      visit('ADA@example.com', 3),
      toSettings({}),
      visit('ADA@example.com', 4),
    ]);
    const engine = await openEngine(readFrom(records));
    await waitUntilLoaded(engine, records.length);
    expect(await tell(engine)).toEqual(['ADA@example.com!', 'ada@example.com!']);
    expect(await engine.person('demo', { identity: 'Ada@example.com' })).toMatchObject({
      events: 3,
    });
  });

  it('reads both ends of a link as settings stand in the log, whatever comes in one batch (S9)', async () => {
    const records = toLog([
      toRecord('e', { _n: 'A', _p: 'Ada@Example.com' }, 1),
      toRecord('a', { _n: 'Ada@Example.com', _p: A, _y: 'i' }, 2),
      toSettings({ foldEmails: false }),
      toRecord('a', { _n: 'Ada@Example.com', _p: B, _y: 'i' }, 3),
      toSettings({}),
    ]);
    const [whole, parts] = [
      await openEngine(readFrom(records)),
      await openEngine(readFrom(records)),
    ];
    await waitUntilLoaded(whole, records.length);
    for (const { seq } of records) await waitUntilLoaded(parts, seq);
    const people = [`${A} ada@example.com!`, `Ada@Example.com! ${B}`];
    expect(await tell(parts)).toEqual(people);
    expect(await tell(whole)).toEqual(people);
  });
});
