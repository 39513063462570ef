import { NAME_LENGTH, VALUE_LENGTH } from 'kmq/wire';
import { type Static, Type } from 'typebox';
import { Name, text } from '../condition.js';
import { exact, Flag, optional, words } from '../shapes.js';

const LIMIT_MOST = 1000;
const BUCKETS_MOST = 400;
/** Without events of its own an activity report has so many. */
const POSITION_MOST = 99;
const CURSOR_LENGTH = 1000;
/** An event of a report may be called by all of its names. */
const LABEL_LENGTH = 16_384;

const value = optional(text(VALUE_LENGTH));

/** The people behind a number of a report. What is left out is not narrowed down. */
const Picked = exact(
  {
    step: optional(Type.Integer({ minimum: 1, maximum: 10 })),
    outcome: optional(words(['dropped', 'converted', 'open'])),
    bucket: optional(Type.Integer({ minimum: 0, maximum: BUCKETS_MOST })),
    /** Its position in the answer, or its name where only one has it. */
    event: optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: POSITION_MOST }), text(LABEL_LENGTH)]),
    ),
    segment: value,
    cohort: value,
    start: value,
    group: value,
    variant: value,
    converted: optional(Flag),
    /** Of revenue: only those with a positive amount. */
    payers: optional(Flag),
  },
  { title: 'Pick' },
);
/** The same without what is null. */
export type Pick = {
  [Name in keyof Static<typeof Picked>]: NonNullable<Static<typeof Picked>[Name]>;
};

/** What `POST …/reports/people` asks. */
export const PeopleRequest = exact(
  {
    reportId: Name,
    pick: optional(Picked),
    /** Only those who have this text in an identity or a property. */
    q: optional(text(NAME_LENGTH)),
    cursor: optional(text(CURSOR_LENGTH)),
    limit: optional(Type.Integer({ minimum: 1, maximum: LIMIT_MOST })),
  },
  { title: 'PeopleRequest' },
);
export type PeopleRequest = Static<typeof PeopleRequest>;
