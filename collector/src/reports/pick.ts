import { VALUE_LENGTH } from 'kmq/wire';
import type { PickedQuery } from '../engine/engine.js';
import {
  at,
  type Field,
  isGiven,
  readName,
  readObject,
  readText,
  readWhole,
  readWord,
  wrong,
} from './fields.js';
import type { Pick } from './plan.js';

const LIMIT_MOST = 1000;
const BUCKETS_MOST = 400;
/** Without events of its own an activity report has so many. */
const POSITION_MOST = 99;
const CURSOR_LENGTH = 1000;
/** An event of a report may be called by all of its names. */
const LABEL_LENGTH = 16_384;
const TEXTS = ['segment', 'cohort', 'start', 'group', 'variant'] as const;
const FLAGS = ['converted', 'payers'] as const;
const OUTCOMES = ['dropped', 'converted', 'open'] as const;

const readEvent = (field: Field): number | string =>
  typeof field.value === 'number'
    ? readWhole(field, [0, POSITION_MOST])
    : readText(field, LABEL_LENGTH);

const readPick = (field: Field): Pick => {
  if (!isGiven(field)) return {};
  readObject(field, ['step', 'outcome', 'bucket', 'event', ...TEXTS, ...FLAGS]);
  const pick: Pick = {};
  const [step, outcome, bucket] = ['step', 'outcome', 'bucket'].map((part) => at(field, part));
  if (isGiven(step!)) pick.step = readWhole(step!, [1, 10]);
  if (isGiven(outcome!)) pick.outcome = readWord(outcome!, OUTCOMES);
  if (isGiven(bucket!)) pick.bucket = readWhole(bucket!, [0, BUCKETS_MOST]);
  for (const name of TEXTS) {
    const part = at(field, name);
    if (isGiven(part)) pick[name] = readText(part, VALUE_LENGTH);
  }
  const event = at(field, 'event');
  if (isGiven(event)) pick.event = readEvent(event);
  for (const name of FLAGS) {
    const part = at(field, name);
    if (!isGiven(part)) continue;
    if (typeof part.value !== 'boolean') throw wrong(part, 'must be true or false');
    pick[name] = part.value;
  }
  return pick;
};

/** What `POST …/reports/people` asks. */
export const toPickedQuery = (site: string, body: unknown): PickedQuery => {
  const request = readObject({ name: '', value: body ?? {} }, [
    'reportId',
    'pick',
    'q',
    'cursor',
    'limit',
  ]);
  const [q, cursor, limit] = [at(request, 'q'), at(request, 'cursor'), at(request, 'limit')];
  return {
    site,
    reportId: readName(at(request, 'reportId')),
    pick: readPick(at(request, 'pick')),
    ...(isGiven(q) && q.value !== '' && { q: readName(q) }),
    ...(isGiven(cursor) && { cursor: readText(cursor, CURSOR_LENGTH) }),
    ...(isGiven(limit) && { limit: readWhole(limit, [1, LIMIT_MOST]) }),
  };
};
