import { type Amount, formatAmount, readPayment } from './amounts.js';
import { type EventRequest, isEvent } from './events.js';
import { type History, isAfter, type Person, type PersonHit } from './history.js';
import {
  addPeriods,
  isWithin,
  type Range,
  toMoments,
  toPeriod,
  toPeriods,
  type Unit,
} from './moments.js';
import {
  findValue,
  formatReading,
  groupByValue,
  readSegment,
  type SegmentRequest,
} from './values.js';

export interface CohortRequest {
  first: EventRequest;
  then: EventRequest;
  by?: Unit;
  cohortBy?: Unit;
  returnBy?: Unit;
  buckets?: number;
  measure?: 'people' | 'revenue';
  segment?: SegmentRequest;
}

const BUCKETS = 12;

interface Member {
  person: Person;
  first: PersonHit;
}

const toCohorts = (
  { now, currency }: History,
  members: readonly Member[],
  request: CohortRequest,
  starts: readonly string[],
  timeZone: string,
) => {
  const cohortBy = (request.cohortBy ?? request.by)!;
  const returnBy = (request.returnBy ?? request.by)!;
  const isRevenue = request.measure === 'revenue';
  const buckets = Array.from({ length: request.buckets ?? BUCKETS }, (_, bucket) => bucket);

  /** The moments of a member's own bucket. */
  const toBucket = ({ first }: Member, bucket: number) =>
    toMoments(
      addPeriods(toPeriod(first.time, returnBy, timeZone), returnBy, bucket),
      returnBy,
      timeZone,
    );
  const returns = (member: Member, bucket: number): PersonHit[] => {
    const moments = toBucket(member, bucket);
    return member.person.hits.filter(
      (hit) =>
        isWithin(hit.time, moments) && isAfter(hit, member.first) && isEvent(hit, request.then),
    );
  };
  const paid = (hits: readonly PersonHit[]): Amount => {
    let sum = 0n;
    for (const hit of hits) {
      const payment = readPayment(hit, currency);
      if (payment?.currency === currency) sum += payment.amount;
    }
    return sum;
  };

  return starts.map((start) => {
    const cohort = members.filter(
      ({ first }) => toPeriod(first.time, cohortBy, timeZone) === start,
    );
    const inFull = (bucket: number) =>
      cohort.filter((member) => toBucket(member, bucket).to <= now);
    return {
      start,
      people: cohort.length,
      of: buckets.map((bucket) => inFull(bucket).length),
      returned: buckets.map((bucket) => {
        const counted = inFull(bucket);
        if (!counted.length) return null;
        if (isRevenue)
          return formatAmount(paid(counted.flatMap((member) => returns(member, bucket))));
        return counted.filter((member) => returns(member, bucket).length).length;
      }),
      unfinished: buckets.filter((bucket) => inFull(bucket).length < cohort.length),
    };
  });
};

/** S17. */
export const countCohort = (
  history: History,
  people: readonly Person[],
  request: CohortRequest,
  range: Range,
  timeZone: string,
) => {
  const reading = request.segment && readSegment(request.segment, 'cohort');
  const members: { member: Member; person: Person; value: string | undefined }[] = [];
  for (const person of people) {
    const first = person.hits.find((hit) => isEvent(hit, request.first));
    if (first && isWithin(first.time, range))
      members.push({
        member: { person, first },
        person,
        value: reading && findValue(person, reading, range, first),
      });
  }
  const firsts = members.map(({ member }) => member.first.time);
  const by = (request.cohortBy ?? request.by)!;
  const starts = members.length ? toPeriods(range, firsts, history.now, by, timeZone) : [];
  const whole = {
    cohorts: toCohorts(
      history,
      members.map(({ member }) => member),
      request,
      starts,
      timeZone,
    ),
  };
  if (!reading) return whole;
  const segments = [...groupByValue(members)].map(([value, some]) => ({
    value,
    cohorts: toCohorts(history, some, request, starts, timeZone),
  }));
  return { ...whole, reading: formatReading(reading), segments };
};
