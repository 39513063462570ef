import type { Pick } from '../../../reports/people/schema.js';
import type { Span } from '../../../reports/plan.js';

/** A plan as queries: what it found of each person is kept, so that numbers and lists of people agree (S24). */
export interface Compiled<Rows> {
  /** Statements that make what `facts` reads. */
  before?: string[];
  /** A query with a `person`; kept as the table `facts`. */
  facts: string;
  /** Hits that the report read. */
  span: Span;
  /** Counts the facts. */
  read: () => Promise<Rows>;
  /** Which facts are behind a number. */
  toCondition: (pick: Pick) => string;
}
