import { describe, expect, it } from 'vitest';
import type { Condition } from '../../src/reports/condition.js';
import { type Event, planEvent } from '../../src/reports/event.js';
import { toEventLabel } from '../../src/reports/event-label.js';

const NOTHING_MERGED = { events: {}, properties: {}, foldNames: false };
const toLabel = (value: Event) => toEventLabel(planEvent(value, NOTHING_MERGED));
const where = (op: string, value?: unknown) => [{ property: 'Plan', op, value }] as Condition[];

describe('an event reads', () => {
  it.each<[Event, string]>([
    ['Login', 'Login'],
    [{ anyOf: ['A', 'B'] }, 'A or B'],
    [{ anything: true, where: where('exists') }, 'anything where Plan is set'],
    [{ event: 'Login', where: where('missing') }, 'Login where Plan is not set'],
    [{ event: 'Login', where: where('is', 'Pro') }, 'Login where Plan is Pro'],
    [{ event: 'Login', where: where('=', ['Pro', 'Team']) }, 'Login where Plan is Pro or Team'],
    [{ event: 'Login', where: where('!=', 'Pro') }, 'Login where Plan is not Pro'],
    [{ event: 'Login', where: where('>=', 5) }, 'Login where Plan is at least 5'],
    [
      { event: 'Login', where: [...where('contains', 'P'), ...where('endsWith', 'o')] },
      'Login where Plan contains P and Plan ends with o',
    ],
  ])('%j: %s', (event, label) => {
    expect(toLabel(event)).toBe(label);
  });

  it('in at most 500 characters', () => {
    const label = toLabel({ event: 'Login', where: where('is', 'x'.repeat(1000)) });
    expect([label.length, label.at(-1)]).toEqual([500, '…']);
  });
});
