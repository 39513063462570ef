import { DuckDBInstance } from '@duckdb/node-api';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { toLocalDay as sqlLocalDay } from '../../../../src/engine/duckdb/reports/sql.js';
import { toOrd } from '../../../../src/engine/ord.js';
import { toDate, toDayStart, toLocalDay, toOffsets } from '../../../../src/reports/calendar.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22);

/** What a zone's clocks say: how far they are ahead from a moment on, since 2009. */
const findClocks = (timeZone: string): [from: number, ahead: string][] => {
  let at = Temporal.Instant.from('2009-01-01T00:00Z').toZonedDateTimeISO(timeZone);
  const clocks: [number, string][] = [];
  for (;;) {
    clocks.push([at.epochMilliseconds, at.offset]);
    const next = at.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds > NOW + DAY) return clocks;
    at = next;
  }
};

/** One zone of those whose clocks say the same: a hundred zones less to read. */
const findZones = () =>
  new Map(
    Intl.supportedValuesOf('timeZone').map((timeZone) => {
      const clocks = findClocks(timeZone);
      return [JSON.stringify(clocks), { timeZone, changes: clocks.slice(1).map(([at]) => at) }];
    }),
  );

/** The latest date that clocks have shown by then, as Intl says it: days do not begin twice. */
const createReference = (timeZone: string, changes: readonly number[]) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone });
  return (moment: number): string => {
    const shown = [
      moment,
      ...changes.filter((at) => at <= moment && at > moment - 2 * DAY).map((at) => at - 1),
    ];
    return shown
      .map((one) => format.format(one))
      .sort()
      .at(-1)!;
  };
};

it('days of the database are those of the calendar, at every change of every clock since 2009', async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const wrong: unknown[] = [];
  let compared = 0;
  for (const { timeZone, changes } of findZones().values()) {
    const toReference = createReference(timeZone, changes);
    const moments = [...changes, NOW].flatMap((at) => {
      const day = Math.floor(at / DAY) * DAY;
      const starts = [-1, 0, 1, 2].map((days) => toDayStart(day + days * DAY, timeZone));
      return [at, ...starts].flatMap((moment) => [moment - 1, moment, moment + 1]);
    });
    const ords = moments.map((moment) => toOrd(moment)).sort((a, b) => (a < b ? -1 : 1));
    const day = sqlLocalDay('ord', toOffsets(timeZone, NOW), [ords[0]!, ords.at(-1)!]);
    const list = moments.map((moment) => toOrd(moment)).join();
    const found = await connection.runAndReadAll(
      `SELECT (${day})::VARCHAR FROM (SELECT unnest([${list}]) AS ord)`,
    );
    const [inDatabase] = found.getColumns();
    moments.forEach((moment, index) => {
      const days = [toReference(moment), inDatabase![index], toDate(toLocalDay(moment, timeZone))];
      compared++;
      if (new Set(days).size > 1) wrong.push([timeZone, new Date(moment).toISOString(), ...days]);
    });
  }
  connection.closeSync();
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(20_000);
}, 120_000);
