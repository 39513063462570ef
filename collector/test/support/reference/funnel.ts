import { type EventRequest, isEvent } from './events.js';
import { type History, isAfter, type Person, type PersonHit } from './history.js';
import { isWithin, type Range } from './moments.js';
import {
  findValue,
  formatReading,
  groupByValue,
  readSegment,
  type SegmentRequest,
} from './values.js';

export interface FunnelRequest {
  steps: EventRequest[];
  windowSeconds?: number | null;
  segment?: SegmentRequest;
}

/** How far one person came. */
interface Journey {
  /** One hit for each step that was reached. */
  chain: PersonHit[];
  /** Whether the window of the latest start is not over. */
  isOpen: boolean;
}

const TIMES_UP_TO_SECONDS = [60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, null];

/** The earliest hits for the steps, from a start on. */
const follow = (start: PersonHit, hits: PersonHit[], steps: EventRequest[]): PersonHit[] => {
  const chain = [start];
  for (const step of steps.slice(1)) {
    const next = hits.find((hit) => isEvent(hit, step) && isAfter(hit, chain.at(-1)!));
    if (!next) break;
    chain.push(next);
  }
  return chain;
};

const travel = (
  { hits }: Person,
  { steps, windowSeconds }: FunnelRequest,
  range: Range,
  now: number,
): Journey | null => {
  const inRange = hits.filter(({ time }) => isWithin(time, range));
  const starts = inRange.filter((hit) => isEvent(hit, steps[0]!));
  if (!starts.length) return null;
  if (windowSeconds === undefined || windowSeconds === null)
    return { chain: follow(starts[0]!, inRange, steps), isOpen: false };
  const window = windowSeconds * 1000;
  let chain: PersonHit[] = [];
  for (const start of starts) {
    const inWindow = hits.filter(({ time }) => time <= start.time + window);
    const next = follow(start, inWindow, steps);
    if (next.length > chain.length) chain = next;
  }
  return { chain, isOpen: starts.at(-1)!.time + window >= now };
};

const toSteps = (journeys: readonly Journey[], steps: number) =>
  Array.from({ length: steps }, (_, at) => {
    const reached = (depth: number) => journeys.filter(({ chain }) => chain.length > depth);
    const people = reached(at).length;
    const left = at === steps - 1 ? [] : reached(at).filter(({ chain }) => chain.length === at + 1);
    const open = left.filter(({ isOpen }) => isOpen).length;
    const of = (others: number) => (others ? people / others : null);
    const milliseconds =
      at === 0
        ? []
        : reached(at)
            .map(({ chain }) => chain[at]!.time - chain[at - 1]!.time)
            .sort((a, b) => a - b);
    const middle = Math.floor(milliseconds.length / 2);
    const median =
      milliseconds.length % 2
        ? milliseconds[middle]!
        : (milliseconds[middle - 1]! + milliseconds[middle]!) / 2;
    const sum = milliseconds.reduce((all, one) => all + one, 0);
    const upTo = (seconds: number | null) =>
      milliseconds.filter((one) => seconds === null || one <= seconds * 1000).length;
    return {
      people,
      fromPrevious: at === 0 ? of(people) : of(reached(at - 1).length),
      fromFirst: of(reached(0).length),
      medianSeconds: milliseconds.length ? median / 1000 : null,
      meanSeconds: milliseconds.length ? sum / milliseconds.length / 1000 : null,
      dropped: left.length - open,
      open,
      times:
        at === 0
          ? []
          : TIMES_UP_TO_SECONDS.map((seconds, n) => ({
              upToSeconds: seconds,
              people: upTo(seconds) - (n ? upTo(TIMES_UP_TO_SECONDS[n - 1]!) : 0),
            })),
    };
  });

/** S16. */
export const countFunnel = (
  { now }: History,
  people: readonly Person[],
  request: FunnelRequest,
  range: Range,
) => {
  const members: { member: Journey; person: Person; value: string | undefined }[] = [];
  const reading = request.segment && readSegment(request.segment, 'funnel');
  for (const person of people) {
    const member = travel(person, request, range, now);
    if (member)
      members.push({
        member,
        person,
        value: reading && findValue(person, reading, range, member.chain[0]),
      });
  }
  const count = request.steps.length;
  const whole = {
    steps: toSteps(
      members.map(({ member }) => member),
      count,
    ),
  };
  if (!reading) return whole;
  const segments = [...groupByValue(members)].map(([value, journeys]) => ({
    value,
    steps: toSteps(journeys, count),
  }));
  return { ...whole, reading: formatReading(reading), segments };
};
