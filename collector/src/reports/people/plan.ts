import type { Merges } from '../../names.js';
import { readRequest } from '../request.js';
import { PeopleRequest, type Pick } from './schema.js';

/** Which people of a report. */
export interface PickedQuery {
  site: string;
  reportId: string;
  pick: Pick;
  /** Only those with this in an identity or a property. */
  q?: string;
  cursor?: string;
  /** Default 50. */
  limit?: number;
  merged?: Merges;
}

/** Parts that are given, without those that are null. */
const toGiven = <Parts extends object>(parts: Parts) =>
  Object.fromEntries(
    Object.entries(parts).filter(([, part]) => part !== null && part !== undefined),
  ) as { [Name in keyof Parts]?: NonNullable<Parts[Name]> };

/** What `POST …/reports/people` asks. */
export const planPeople = (site: string, body: unknown): PickedQuery => {
  const { reportId, pick, q, ...page } = readRequest(PeopleRequest, body);
  return {
    site,
    reportId,
    pick: toGiven(pick ?? {}) as Pick,
    ...(q && { q: q.normalize() }),
    ...toGiven(page),
  };
};
