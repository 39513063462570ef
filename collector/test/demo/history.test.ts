import { describe, expect, it } from 'vitest';
import { tellHistory } from '../../src/demo/history.js';

const NOW = Date.UTC(2026, 10, 22, 12, 30);
const DAY = 86_400_000;
const tell = (people: number, now = NOW) => tellHistory({ site: 'saas', now, people });
const nameOf = ({ fields }: { fields: [string, string][] }) => new Map(fields).get('_n');

describe('the story of a made-up company', () => {
  it('is the same whenever it is told on one day, with ids of its own', async () => {
    const [one, two] = [await tell(500), await tell(500)];
    expect(two).toEqual(one);
    const ids = one.map(({ fields }) => new Map(fields).get('_i'));
    expect(new Set(ids).size).toBe(one.length);
    const later = await tell(500, NOW + 3_600_000);
    expect(later.length).toBeGreaterThanOrEqual(one.length);
    expect(later.slice(0, one.length).map(({ fields }) => fields)).toEqual(
      one.map(({ fields }) => fields),
    );
  });

  it('is a year up to now, in order of time', async () => {
    const hits = await tell(1000);
    const times = hits.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(NOW - times[0]!).toBeGreaterThan(350 * DAY);
    expect(NOW - times.at(-1)!).toBeLessThan(DAY);
  });

  it('has what every screen shows: the five steps, money back, campaigns, an experiment, mistakes', async () => {
    const hits = await tell(4000);
    const counts = new Map<string | undefined, number>();
    for (const hit of hits)
      if (hit.kind === 'e') counts.set(nameOf(hit), (counts.get(nameOf(hit)) ?? 0) + 1);
    const steps = ['Visited Site', 'Viewed Pricing', 'Started Trial', 'Activated'];
    const sizes = [...steps, 'Converted to Paid'].map((step) => counts.get(step)!);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.at(-1)).toBeGreaterThan(50);
    for (const name of ['Ad Campaign Hit', 'Logged In', 'Subscription Renewed', 'Canceled'])
      expect(counts.get(name), name).toBeGreaterThan(10);
    const fields = hits.flatMap((hit) => hit.fields.map(([name, value]) => `${name}=${value}`));
    for (const sign of [
      'Pricing Page Experiment=new-layout',
      'Revenue=-49.99',
      '_n=signed up',
      '_p=undefined',
      '_y=i',
    ])
      expect(fields, sign).toContain(sign);
  });
});
