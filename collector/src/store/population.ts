interface Saved {
  id: string;
  name: string;
  /** ISO 8601. */
  created: string;
}

/** Who meets a condition: a tree of `and`, `or`, `not`, `did` and properties, as it was sent. */
export interface ConditionPopulation extends Saved {
  kind: 'condition';
  definition: object;
}

/** Exactly the people who were put into it. */
export interface ListPopulation extends Saved {
  kind: 'list';
  /** Which number the people came from, in words. */
  source: string | null;
  /** When they were those of the number, ISO 8601. */
  asOf: string;
  /** How many identities it has; several may be one person by now, and some nobody yet. */
  identities: number;
  changed: string;
}

/** A saved population. */
export type Population = ConditionPopulation | ListPopulation;
