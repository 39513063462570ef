import { describe, expect, it } from 'vitest';
import { type Entry, toMoment } from '../../../src/inspector/entry.js';
import type { Moment } from '../../../src/inspector/moment.js';
import { toRow } from '../../../src/inspector/row.js';
import { encodeHit } from '../../../src/wire/encode.js';
import type { Hit } from '../../../src/wire/hit.js';

const ENDPOINT = 'https://track.example.com/';
const hit: Hit = {
  kind: 'event',
  name: 'Signed Up',
  person: 'jane@example.com',
  properties: { Plan: 'Pro' },
  time: 1795336083.478,
  id: 'aaa',
};
const LINES = [encodeHit(hit), encodeHit({ ...hit, id: 'bbb' })];

interface Case {
  entry: [kind: string, ...detail: unknown[]];
  moment?: Partial<Moment>;
  /** Of the panel's row. */
  title?: string;
}

const delivery = (more: object) => ({ what: 'delivery', ids: ['aaa', 'bbb'], ...more }) as never;

const CASES: Case[] = [
  {
    entry: ['call', 'record', ['Signed Up', { Plan: 'Pro', n: 1n }]],
    moment: { what: 'call', command: 'record', isActive: true },
    title: 'record("Signed Up", a value of type object)',
  },
  {
    entry: ['call', 'trackClick', ['#buy', 'Clicked', undefined, () => 1]],
    title: 'trackClick("#buy", "Clicked", undefined, function)',
  },
  {
    entry: ['call', 'record', ['Signed Up', { Plan: 'Pro' }]],
    title: 'record("Signed Up", {"Plan":"Pro"})',
  },
  { entry: ['call', 'i', []] },
  { entry: ['call', 'rf', []] },
  { entry: ['hit', hit], moment: { what: 'hit', hit }, title: 'Signed Up' },
  {
    entry: ['hit', { kind: 'set', person: 'x=', properties: { Plan: 'Pro', Seats: '3' } }],
    title: 'Properties: Plan, Seats',
  },
  {
    entry: ['hit', { ...hit, kind: 'alias', name: 'jane@example.com', person: 'x=' }],
    title: 'jane@example.com = x=',
  },
  {
    entry: ['identity', 'x=', 'jane@example.com', ''],
    moment: { what: 'identity', anonymous: 'x=', named: 'jane@example.com', isWeak: false },
    title: 'jane@example.com',
  },
  {
    entry: ['identity', 'x=', 'jane@example.com', '1'],
    title: 'jane@example.com, by a form or a link',
  },
  { entry: ['identity', 'x=', '', ''], title: 'Nobody yet: x=' },
  { entry: ['identity', '', '', ''], title: 'Nobody' },
  { entry: ['stored', LINES], moment: delivery({ state: 'stored' }), title: '2 hits stored' },
  { entry: ['sent', LINES, 2], moment: delivery({ state: 'sent' }), title: '2 hits sent' },
  { entry: ['removed', [LINES[0]]], title: '1 hit no longer waiting' },
  {
    entry: ['answer', LINES, [200, { accepted: 2, rejected: [] }]],
    moment: delivery({ state: 'taken', status: 200, rejected: [] }),
    title: '2 hits taken, status 200',
  },
  {
    entry: [
      'answer',
      LINES,
      [200, { accepted: 1, rejected: [{ line: 1, reason: 'missing_name' }] }],
    ],
    moment: delivery({ state: 'taken', rejected: [{ id: 'bbb', reason: 'missing_name' }] }),
  },
  {
    entry: ['answer', LINES, [200]],
    moment: delivery({ state: 'refused', status: 200 }),
    title: '2 hits refused, status 200',
  },
  {
    entry: ['answer', LINES, [503, { error: {} }, 1000]],
    moment: delivery({ state: 'refused', status: 503 }),
  },
  {
    entry: ['answer', LINES, [0]],
    moment: delivery({ state: 'unanswered' }),
    title: '2 hits without an answer',
  },
  { entry: ['answer', LINES, []], moment: delivery({ state: 'unanswered' }) },
  {
    entry: ['warning', 'unknown setting', 'foo'],
    moment: { what: 'warning', text: 'unknown setting foo' },
    title: 'unknown setting foo',
  },
  {
    entry: ['unknown', 'recrod', ['record', 'set']],
    moment: { what: 'unknown', command: 'recrod', commands: ['record', 'set'] },
  },
  { entry: ['something new', 1] },
];

describe('what the client tells', () => {
  it.each(CASES)('$entry', ({ entry, moment, title }) => {
    const made = toMoment([1795336083478, ...entry] as Entry, {
      endpoint: ENDPOINT,
      isActive: true,
    });
    if (moment) expect(made).toMatchObject(moment);
    if (title) expect(toRow(made as Parameters<typeof toRow>[0]).title).toBe(title);
    if (!moment && !title) expect(made).toBeUndefined();
  });
});
