import { expect, it } from 'vitest';
import type { HitRecord } from '../../../src/ingest/record.js';
import { REPORT_HITS } from '../../support/amount.js';
import { DISTANCES, makeReportHistory } from '../../support/reportHistory.js';

it.each([1, 2])(
  'history %i that reports are held against has ties, and steps exactly a window apart',
  (seed) => {
    const hits = makeReportHistory(seed, REPORT_HITS) as HitRecord[];
    const counts = new Map<number, number>();
    for (const { time } of hits) counts.set(time, (counts.get(time) ?? 0) + 1);
    const tied = hits.filter(({ time }) => time % 1000 === 0 && counts.get(time)! > 1);
    expect(tied.length / hits.length).toBeGreaterThan(0.5);
    const events = hits.filter(({ kind }) => kind === 'e');
    const toMoment = ({ fields }: HitRecord, time: number) =>
      `${new Map(fields).get('_p')} ${time}`;
    const moments = new Set(events.map((hit) => toMoment(hit, hit.time)));
    for (const seconds of DISTANCES)
      expect(
        events.filter((hit) => moments.has(toMoment(hit, hit.time + seconds * 1000))).length,
      ).toBeGreaterThan(10);
  },
);
