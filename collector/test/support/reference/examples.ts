import type { Report } from './answer.js';

/** A history in the notation of docs/spec/reports.md, and questions with answers that were worked out by hand. */
export interface Example {
  what: string;
  now: string;
  history: string;
  /** Names that the site merges. */
  merged?: { mergedEvents: Record<string, string>; mergedProperties: Record<string, string> };
  questions: { report: Report; request: object; answer: object }[];
}

/** Anonymous identities have this shape. */
const anonymous = (letter: string): string => `${letter.repeat(26)}A=`;
const [A, B] = [anonymous('a'), anonymous('b')];

const VISIT_TO_SIGN_UP = ['Visited Site', 'Signed Up'];

export const EXAMPLES: Example[] = [
  {
    // One hit is one step. Bob's two hits of one millisecond are two steps, 0 seconds apart.
    what: 'funnel: one event for two steps takes two hits',
    now: '2026-03-10 12:00:00',
    history: `
2026-03-01 10:00:00  ann  Visited Site
2026-03-01 10:00:00  bob  Visited Site
2026-03-01 10:00:00  bob  Visited Site`,
    questions: [
      {
        report: 'funnel',
        request: { steps: ['Visited Site', 'Visited Site'] },
        answer: {
          steps: [
            { people: 2, dropped: 1, open: 0 },
            { people: 1, medianSeconds: 0, meanSeconds: 0, fromPrevious: 0.5 },
          ],
        },
      },
    ],
  },
  {
    // Ann came to step 2 at 08:30, and her latest start, at 11:30, still runs: open at step 2, where she was deepest.
    // Bob's hour ends at the moment of the question, which belongs to it; Cid's ended a millisecond before.
    // Dee's second start is after the range, so hers ended at 09:00.
    what: 'funnel: open by the latest start in the range',
    now: '2026-03-01 12:00:00',
    history: `
2026-03-01 08:00:00  ann  Visited Site
2026-03-01 08:30:00  ann  Signed Up
2026-03-01 11:00:00  bob  Visited Site
2026-03-01 10:59:59.999  cid  Visited Site
2026-03-01 08:00:00  dee  Visited Site
2026-03-01 11:30:00  ann  Visited Site
2026-03-01 11:45:00  dee  Visited Site`,
    questions: [
      {
        report: 'funnel',
        request: {
          steps: ['Visited Site', 'Signed Up', 'Paid'],
          windowSeconds: 3600,
          to: '2026-03-01T11:45:00Z',
        },
        answer: {
          steps: [
            { people: 4, dropped: 2, open: 1 },
            { people: 1, dropped: 0, open: 1, medianSeconds: 1800 },
            { people: 0, dropped: 0, open: 0, medianSeconds: null },
          ],
        },
      },
    ],
  },
  {
    // With a window of an hour: Ann's start at 08:00 reaches 2 steps, that of 09:00 all three, that of 09:10 all three, too.
    // The earliest of the furthest counts: 09:00, then 09:20 and 09:40, 1200 seconds each. Without a window: 08:00, 08:30, 09:40.
    what: 'funnel: times are those of the earliest start that comes furthest',
    now: '2026-03-10 12:00:00',
    history: `
2026-03-01 08:00:00  ann  Visited Site
2026-03-01 08:30:00  ann  Signed Up
2026-03-01 09:00:00  ann  Visited Site
2026-03-01 09:10:00  ann  Visited Site
2026-03-01 09:20:00  ann  Signed Up
2026-03-01 09:40:00  ann  Paid
2026-03-01 09:50:00  ann  Paid`,
    questions: [
      {
        report: 'funnel',
        request: { steps: ['Visited Site', 'Signed Up', 'Paid'], windowSeconds: 3600 },
        answer: {
          steps: [
            { people: 1 },
            { people: 1, medianSeconds: 1200 },
            { people: 1, medianSeconds: 1200 },
          ],
        },
      },
      {
        report: 'funnel',
        request: { steps: ['Visited Site', 'Signed Up', 'Paid'] },
        answer: {
          steps: [
            { people: 1 },
            { people: 1, medianSeconds: 1800 },
            { people: 1, medianSeconds: 4200 },
          ],
        },
      },
    ],
  },
  {
    // The browser ${A} is Ann's by the first link; Bob's link would join two names and is refused, so that Bob is one
    // person of his own. Ann's visit was before she was known.
    what: 'merged people: one person by links, and a link that is refused',
    now: '2026-03-10 12:00:00',
    history: `
2026-03-01 10:00:00  ${A}  Visited Site  Source=Mail
2026-03-02 10:00:00  ann  (is)  ${A}
2026-03-02 10:00:01  ann  Signed Up
2026-03-02 11:00:00  ${B}  Visited Site  Source=Ads
2026-03-02 11:00:01  ann  (is)  ${B}
2026-03-03 10:00:00  bob  (is)  ${A}
2026-03-03 10:00:01  bob  Signed Up`,
    questions: [
      {
        report: 'funnel',
        request: { steps: VISIT_TO_SIGN_UP, segment: 'Source' },
        answer: {
          steps: [{ people: 1 }, { people: 1, medianSeconds: 86_401 }],
          segments: [{ value: 'Mail', steps: [{ people: 1 }, { people: 1 }] }],
        },
      },
      {
        report: 'activity',
        request: {
          events: [{ anything: true }],
          by: 'month',
          from: '2026-03-01',
          to: '2026-04-01',
        },
        answer: { count: 4, people: 2 },
      },
      {
        report: 'population',
        request: { definition: { did: 'Visited Site' } },
        answer: { people: 1 },
      },
    ],
  },
  {
    // Values that read like ours are quoted. The step itself says Plan=Event for Ann; sets say (not set) of her, at the step.
    // Bob's set came in the millisecond of the step but after it: step1 does not have it, step1OrAfter does.
    what: 'values: readings at the first step, and names that read like ours',
    now: '2026-03-10 12:00:00',
    history: `
2026-03-01 10:00:00  ann  (set)  Plan=(not set)
2026-03-01 10:00:00  ann  Visited Site  Plan=Event
2026-03-01 10:00:00  bob  Visited Site
2026-03-01 10:00:00  bob  (set)  Plan=(other)
2026-03-01 11:00:00  bob  (set)  Plan=Pro`,
    questions: [
      {
        report: 'funnel',
        request: { steps: VISIT_TO_SIGN_UP, segment: 'Plan' },
        answer: {
          segments: [
            { value: '"(not set)"', steps: [{ people: 1 }, { people: 0 }] },
            { value: '"(other)"', steps: [{ people: 1 }, { people: 0 }] },
          ],
        },
      },
      {
        report: 'funnel',
        request: { steps: VISIT_TO_SIGN_UP, segment: { person: 'Plan', at: 'step1' } },
        answer: {
          segments: [
            { value: '"(not set)"', steps: [{ people: 1 }, {}] },
            { value: '(not set)', steps: [{ people: 1 }, {}] },
          ],
        },
      },
      {
        report: 'funnel',
        request: { steps: VISIT_TO_SIGN_UP, segment: { event: 'Plan' } },
        answer: { segments: [{ value: 'Event' }, { value: '(not set)' }] },
      },
      {
        report: 'funnel',
        request: { steps: VISIT_TO_SIGN_UP, segment: { property: 'Plan', at: 'lastEver' } },
        answer: { segments: [{ value: 'Event' }, { value: 'Pro' }] },
      },
      {
        report: 'cohort',
        request: {
          ...{ first: 'Visited Site', then: 'Visited Site', by: 'day', buckets: 1 },
          to: '2026-03-02',
          segment: { property: 'Plan' },
        },
        answer: {
          segments: [
            { value: '"(other)"', cohorts: [{ people: 1 }] },
            { value: 'Event', cohorts: [{ people: 1 }] },
          ],
        },
      },
    ],
  },
  {
    // 20 values of two people each; the two of one person each are (other), and Zoe has none.
    what: 'values: beyond the 20 values with the most people',
    now: '2026-03-10 12:00:00',
    history: [
      ...Array.from({ length: 40 }, (_, n) => `p${n}  Bought  Color=c${10 + (n % 20)}`),
      ...['q1  Bought  Color=a1', 'q2  Bought  Color=a2', 'zoe  Bought'],
    ]
      .map((hit) => `2026-03-01 10:00:00  ${hit}`)
      .join('\n'),
    questions: [
      {
        report: 'activity',
        request: {
          ...{ events: ['Bought'], by: 'day', from: '2026-03-01', to: '2026-03-02' },
          group: { event: 'Color' },
        },
        answer: {
          events: [
            {
              groups: [
                ...Array.from({ length: 20 }, (_, n) => ({ value: `c${10 + n}`, people: 2 })),
                { value: '(not set)', people: 1 },
                { value: '(other)', count: 2, people: 2 },
              ],
            },
          ],
        },
      },
    ],
  },
  {
    // Ann, 31 January 23:30 in Berlin: the cohort of the week of 26 January, the month of January. Her B in the same
    // millisecond but before does not count; that of 1 February 00:00 is in month 1 and, on a Sunday, week 0.
    // Bob, 2 February 00:00: the week of 2 February. His B of 1 March is month 1, week 3 (23 February to 1 March).
    // Asked as March ends in Berlin, where the clocks went forward on 29 March: 31 March 22:00 UTC. March is over then.
    what: 'cohort: weeks of people against months of return, and the other way round',
    now: '2026-03-31 22:00:00',
    history: `
2026-01-31 22:30:00  ann  Logged In
2026-01-31 22:30:00  ann  Signed Up
2026-01-31 23:00:00  ann  Logged In
2026-02-01 23:00:00  bob  Signed Up
2026-03-01 22:59:59.999  bob  Logged In
2026-03-01 23:00:00  bob  Logged In`,
    questions: [
      {
        report: 'cohort',
        request: {
          ...{ first: 'Signed Up', then: 'Logged In', cohortBy: 'week', returnBy: 'month' },
          ...{ buckets: 3, timeZone: 'Europe/Berlin', to: '2026-02-09' },
        },
        answer: {
          cohorts: [
            { start: '2026-01-26', people: 1, returned: [0, 1, 0], of: [1, 1, 1], unfinished: [] },
            {
              start: '2026-02-02',
              people: 1,
              returned: [0, 1, null],
              of: [1, 1, 0],
              unfinished: [2],
            },
          ],
        },
      },
      {
        report: 'cohort',
        request: {
          ...{ first: 'Signed Up', then: 'Logged In', cohortBy: 'month', returnBy: 'week' },
          ...{ buckets: 5, timeZone: 'Europe/Berlin', to: '2026-03-01' },
        },
        answer: {
          cohorts: [
            { start: '2026-01-01', people: 1, returned: [1, 0, 0, 0, 0], of: [1, 1, 1, 1, 1] },
            { start: '2026-02-01', people: 1, returned: [0, 0, 0, 1, 1], of: [1, 1, 1, 1, 1] },
          ],
        },
      },
      {
        report: 'cohort',
        request: {
          ...{ first: 'Signed Up', then: 'Logged In', cohortBy: 'day', returnBy: 'month' },
          ...{ buckets: 2, timeZone: 'Europe/Berlin', from: '2026-02-02', to: '2026-02-03' },
        },
        answer: { cohorts: [{ start: '2026-02-02', people: 1, returned: [0, 1], of: [1, 1] }] },
      },
    ],
  },
  {
    // Ann paid on the sign-up itself, which is no return, then 10 and -12.5 in the same day, and yen, which are never added.
    // Bob's Revenue is a set's, which is no event.
    what: 'cohort: revenue after the first event, negative and in other currencies',
    now: '2026-03-10 00:00:00',
    history: `
2026-03-01 10:00:00  ann  Signed Up  Revenue=100
2026-03-01 10:00:00  ann  Paid  Revenue=10
2026-03-01 11:00:00  ann  Refunded  Revenue=-12.5
2026-03-01 12:00:00  ann  Paid  Revenue=900; Currency=JPY
2026-03-02 00:00:00  ann  Paid  Billing Amount=0.0001
2026-03-01 10:00:00  bob  Signed Up
2026-03-01 11:00:00  bob  (set)  Revenue=7`,
    questions: [
      {
        report: 'cohort',
        request: {
          ...{ first: 'Signed Up', then: { anything: true }, by: 'day', buckets: 2 },
          ...{ measure: 'revenue', to: '2026-03-02' },
        },
        answer: { cohorts: [{ people: 2, returned: ['-2.50', '0.0001'], of: [2, 2] }] },
      },
      {
        report: 'cohort',
        request: {
          ...{ first: 'Signed Up', then: 'Paid', by: 'day', buckets: 2, measure: 'revenue' },
          to: '2026-03-02',
        },
        answer: { cohorts: [{ people: 2, returned: ['10.00', '0.0001'], of: [2, 2] }] },
      },
    ],
  },
  {
    // Ann got back all that she paid: she is a payer. Bob only got back. Cid's usd is the site's currency, and so is none.
    // 10 - 10 - 5 + 3 + 4.0001 = 2.0001; by 3 people 0.6667, by 2 payers 1.00005, which is 1.0001.
    what: 'revenue: negative amounts, payers, and currencies in any case',
    now: '2026-04-10 12:00:00',
    history: `
2026-03-01 10:00:00  ann  Paid  Revenue=10
2026-03-01 10:00:00  ann  Refunded  Revenue=-10
2026-03-31 23:59:59.999  bob  Refunded  Revenue=-5
2026-03-02 10:00:00  cid  Paid  Revenue=3; Currency=usd
2026-03-02 10:00:00  cid  Paid  Revenue= 4.0001
2026-03-02 10:00:00  cid  Paid  Revenue=1,000
2026-03-02 10:00:00  cid  Paid  Revenue=8; Currency=eur
2026-03-02 10:00:00  cid  Refunded  Revenue=-1.5; Currency=EUR`,
    questions: [
      {
        report: 'revenue',
        request: { by: 'month', from: '2026-03-01', to: '2026-04-01' },
        answer: {
          ...{ total: '2.0001', people: 3, payers: 2, perPerson: '0.6667', perPayer: '1.0001' },
          lifetime: { people: 3, total: '2.0001', perPerson: '0.6667' },
          otherCurrencies: [{ currency: 'EUR', total: '6.50' }],
        },
      },
      {
        // The 31st alone: Bob, a third of nothing; nobody paid.
        report: 'revenue',
        request: { by: 'day', from: '2026-03-31', to: '2026-04-02' },
        answer: {
          ...{ total: '-5.00', people: 1, payers: 0, perPerson: '-5.00', perPayer: null },
          series: [
            { start: '2026-03-31', revenue: '-5.00', payers: 0 },
            { start: '2026-04-01', revenue: '0.00', payers: 0 },
          ],
        },
      },
    ],
  },
  {
    // Ann was first seen by a set, in February: she is not new in March. Bob was: with what he paid in April, 25.
    // Their plans: the last one in the range, Ann's none, as hers was said in February.
    what: 'revenue: who was first seen by a set, and groups by the last value in the range',
    now: '2026-04-06 00:00:00',
    history: `
2026-02-28 23:59:59.999  ann  (set)  Plan=Free
2026-03-01 00:00:00  ann  Paid  Revenue=30
2026-03-01 00:00:00  bob  Paid  Revenue=10
2026-03-20 00:00:00  bob  (set)  Plan=Pro
2026-03-21 00:00:00  bob  (set)  Plan=Max
2026-04-01 00:00:00  bob  (set)  Plan=Free
2026-04-02 10:00:00  bob  Paid  Revenue=15`,
    questions: [
      {
        report: 'revenue',
        request: { by: 'month', from: '2026-03-01', to: '2026-04-01', group: { person: 'Plan' } },
        answer: {
          ...{ total: '40.00', people: 2, payers: 2, lifetime: { people: 1, total: '25.00' } },
          groups: [
            { value: 'Max', total: '10.00', lifetime: { people: 1, total: '25.00' } },
            {
              ...{ value: '(not set)', total: '30.00', people: 1, payers: 1 },
              lifetime: { people: 0, total: '0.00', perPerson: null },
            },
          ],
        },
      },
      {
        // Asked as Monday, 6 April, begins: that week holds now.
        report: 'revenue',
        request: { by: 'week', from: '2026-03-30', to: '2026-04-13' },
        answer: {
          unfinished: 1,
          series: [
            { start: '2026-03-30', revenue: '15.00', payers: 1 },
            { start: '2026-04-06', revenue: '0.00', payers: 0 },
          ],
        },
      },
    ],
  },
  {
    // Berlin, 25 October: 02:30 twice, 25 hours from 24 October 22:00 to 25 October 23:00 in UTC.
    // Beirut, 29 March: midnight was left out, the day began at 01:00, 28 March 22:00 in UTC.
    // St. John's, 7 November 2010: at 00:01 clocks went back to 23:01. The 7th had begun at 02:30 in UTC, and goes on.
    what: 'activity: days with the clocks set in them',
    now: '2026-11-10 12:00:00',
    history: `
2010-11-07 02:29:59  eve  Rang
2010-11-07 02:30:30  eve  Rang
2010-11-07 03:00:00  eve  Rang
2026-10-24 21:59:59  ann  Logged In
2026-10-24 22:00:00  ann  Logged In
2026-10-25 00:30:00  ann  Logged In
2026-10-25 01:30:00  ann  Logged In
2026-10-25 22:59:59.999  ann  Logged In
2026-10-25 23:00:00  bob  Logged In
2026-03-28 21:59:59  cid  Woke
2026-03-28 22:00:00  cid  Woke
2026-03-29 20:59:59  cid  Woke
2026-03-29 21:00:00  cid  Woke`,
    questions: [
      {
        report: 'activity',
        request: {
          ...{ events: ['Logged In'], by: 'day', timeZone: 'Europe/Berlin' },
          ...{ from: '2026-10-24', to: '2026-10-27' },
        },
        answer: {
          series: [
            { start: '2026-10-24', count: 1, people: 1 },
            { start: '2026-10-25', count: 4, people: 1 },
            { start: '2026-10-26', count: 1, people: 1 },
          ],
          before: { from: '2026-10-20T22:00:00.000Z', to: '2026-10-23T22:00:00.000Z' },
        },
      },
      {
        report: 'activity',
        request: {
          ...{ events: ['Woke'], by: 'day', timeZone: 'Asia/Beirut' },
          ...{ from: '2026-03-29', to: '2026-03-30', compare: true },
        },
        answer: {
          ...{ count: 2, series: [{ start: '2026-03-29', count: 2, people: 1 }] },
          range: { from: '2026-03-28T22:00:00.000Z', to: '2026-03-29T21:00:00.000Z' },
          before: { from: '2026-03-27T22:00:00.000Z', to: '2026-03-28T22:00:00.000Z' },
          previous: { count: 1 },
        },
      },
      {
        report: 'activity',
        request: {
          ...{ events: ['Rang'], by: 'day', timeZone: 'America/St_Johns' },
          ...{ from: '2010-11-06', to: '2010-11-08' },
        },
        answer: {
          series: [
            { start: '2010-11-06', count: 1 },
            { start: '2010-11-07', count: 2 },
          ],
        },
      },
      {
        // March and October together with instants: as long, not as many days.
        report: 'activity',
        request: {
          ...{ events: ['Woke'], by: 'day', timeZone: 'Asia/Beirut' },
          ...{ from: '2026-03-28T22:00:00Z', to: '2026-03-29T22:00:00Z' },
        },
        answer: {
          count: 3,
          before: { from: '2026-03-27T22:00:00.000Z', to: '2026-03-28T22:00:00.000Z' },
        },
      },
    ],
  },
  {
    // A clock was ahead: in Guadalcanal, UTC+11, the last hit is of tomorrow. The series holds all that is counted; a
    // population does not know yet what is to come, nor what happens at this very moment.
    what: 'activity: hits of clocks that are ahead',
    now: '2026-03-01 12:30:00',
    history: `
2026-03-01 12:00:00  ann  Logged In
2026-03-01 12:30:00  bob  Logged In
2026-03-01 13:00:00  cid  Logged In`,
    questions: [
      {
        report: 'activity',
        request: { events: ['Logged In'], by: 'day', timeZone: 'Pacific/Guadalcanal' },
        answer: {
          ...{ count: 3, unfinished: 0 },
          series: [
            { start: '2026-03-01', count: 2 },
            { start: '2026-03-02', count: 1 },
          ],
        },
      },
      {
        report: 'population',
        request: { definition: { did: 'Logged In' } },
        answer: { people: 1 },
      },
    ],
  },
  {
    // Each hit's own color; the person's plan: the last in the range, so that Ann's two hits are both Max.
    // As a whole a hit that is several of the events counts once; each event counts on its own.
    what: 'activity: groups by each hit and by person, and events that overlap',
    now: '2026-03-10 12:00:00',
    history: `
2026-03-01 10:00:00  ann  (set)  Plan=Pro
2026-03-01 11:00:00  ann  Bought  Color=red
2026-03-01 11:00:00  ann  Bought  Color=red
2026-03-01 12:00:00  ann  (set)  Plan=Max; Color=green
2026-03-01 12:30:00  bob  Rented  Color=red
2026-03-02 00:00:00  bob  (set)  Plan=Pro`,
    questions: [
      {
        report: 'activity',
        request: {
          events: ['Bought', { anyOf: ['Bought', 'Rented'] }, { anything: true }],
          ...{ by: 'day', from: '2026-03-01', to: '2026-03-02', group: { event: 'Color' } },
        },
        answer: {
          ...{ count: 3, people: 2 },
          events: [
            { count: 2, people: 1, groups: [{ value: 'red', count: 2, people: 1 }] },
            { count: 3, people: 2, groups: [{ value: 'red', count: 3, people: 2 }] },
            { count: 3, people: 2, groups: [{ value: 'red', count: 3, people: 2 }] },
          ],
        },
      },
      {
        report: 'activity',
        request: {
          events: [{ anyOf: ['Bought', 'Rented'] }],
          ...{ by: 'day', from: '2026-03-01', to: '2026-03-02', group: { person: 'Plan' } },
        },
        answer: {
          events: [
            {
              groups: [
                { value: 'Max', count: 2, people: 1 },
                { value: '(not set)', count: 1, people: 1 },
              ],
            },
          ],
        },
      },
      {
        report: 'activity',
        request: {
          events: [{ anyOf: ['Bought', 'Rented'] }],
          ...{ by: 'day', from: '2026-03-01', to: '2026-03-02' },
          group: { property: 'Color' },
        },
        answer: {
          events: [
            {
              groups: [
                { value: 'green', count: 2, people: 1 },
                { value: 'red', count: 1, people: 1 },
              ],
            },
          ],
        },
      },
    ],
  },
  {
    // Read at the end of the range, 31 March 00:00: 30 days back is 1 March 00:00. Ann's payment of that moment is within.
    // Bob's was a millisecond before. Cid's is at the end, which does not belong to the range. Dee is not known by then.
    // Cid's plan is then Free; that of the end itself does not count.
    what: 'populations: of a report, as of the end of its range',
    now: '2026-04-20 12:00:00',
    history: `
2026-03-01 00:00:00  ann  Paid
2026-02-28 23:59:59.999  bob  Paid
2026-03-02 00:00:00  bob  Visited Site
2026-03-03 00:00:00  cid  Visited Site
2026-03-03 00:00:00  cid  (set)  Plan=Free
2026-03-31 00:00:00  cid  Paid
2026-03-31 00:00:00  cid  (set)  Plan=Pro
2026-03-31 00:00:00  dee  Visited Site`,
    questions: [
      {
        report: 'activity',
        request: {
          ...{ events: [{ anything: true }], by: 'day', from: '2026-03-01', to: '2026-03-31' },
          population: { did: { event: 'Paid', lastDays: 30 } },
        },
        answer: { count: 1, people: 1 },
      },
      {
        report: 'activity',
        request: {
          ...{ events: [{ anything: true }], by: 'day', from: '2026-03-01', to: '2026-03-31' },
          population: { not: { did: { event: 'Paid', lastDays: 30 } } },
        },
        answer: { count: 2, people: 2 },
      },
      {
        report: 'activity',
        request: {
          ...{ events: [{ anything: true }], by: 'day', from: '2026-03-01', to: '2026-03-31' },
          population: { property: 'Plan', op: 'is', value: 'Free' },
        },
        answer: { count: 1, people: 1 },
      },
      {
        report: 'revenue',
        request: {
          ...{ by: 'day', from: '2026-03-01', to: '2026-03-31' },
          population: { property: 'Plan', op: 'isNot', value: ['Pro', 'Free'] },
        },
        answer: { people: 2, lifetime: { people: 1 } },
      },
    ],
  },
  {
    // Bob's first variant comes by a set, in the millisecond before his goal arrived. Within an hour: Ann's purchase at the
    // edge, beyond the range's end, counts, and so does her refund; a millisecond later not. Euros are never added.
    // Cid saw the other one after the range.
    what: 'experiment: ties, the edge of the window beyond the range, negative revenue',
    now: '2026-03-10 12:00:00',
    history: `
2026-03-01 23:30:00  ann  Viewed  Test=new
2026-03-02 00:00:00  ann  Refunded  Revenue=-2.5
2026-03-02 00:30:00  ann  Bought  Revenue=10
2026-03-02 00:30:00.001  ann  Bought  Revenue=70
2026-03-01 10:00:00  bob  (set)  Test=old
2026-03-01 10:00:00  bob  Bought  Revenue=5; Currency=EUR
2026-03-01 10:00:00  bob  Viewed  Test=new
2026-03-01 10:00:00  cid  Viewed  Test=old
2026-03-02 00:00:00  cid  Viewed  Test=new`,
    questions: [
      {
        report: 'experiment',
        request: {
          ...{ property: 'Test', control: 'old', goal: 'Bought', windowSeconds: 3600 },
          ...{ from: '2026-03-01', to: '2026-03-02' },
        },
        answer: {
          sawSeveral: 1,
          variants: [
            { variant: 'old', people: 2, conversions: 1, revenue: '0.00', sawSeveral: 1 },
            { variant: 'new', people: 1, conversions: 1, revenue: '7.50', sawSeveral: 0 },
          ],
        },
      },
      {
        report: 'experiment',
        request: {
          ...{ property: 'Test', control: 'old', goal: 'Bought' },
          ...{ from: '2026-03-01', to: '2026-03-02' },
        },
        answer: {
          variants: [
            { variant: 'old', people: 2, conversions: 1, revenue: '0.00' },
            { variant: 'new', people: 1, conversions: 0, revenue: '0.00' },
          ],
        },
      },
    ],
  },
  {
    // Bob has had his hour and saw both; Ann, who did, too, is still within hers, and counts among nobody but the open.
    what: 'experiment: who saw several variants and is still within the window',
    now: '2026-03-01 12:00:00',
    history: `
2026-03-01 10:00:00  bob  Viewed  Test=old
2026-03-01 10:01:00  bob  Viewed  Test=new
2026-03-01 11:00:00  ann  Viewed  Test=old
2026-03-01 11:01:00  ann  Viewed  Test=new`,
    questions: [
      {
        report: 'experiment',
        request: { property: 'Test', control: 'old', goal: 'Bought', windowSeconds: 3600 },
        answer: {
          sawSeveral: 1,
          variants: [{ variant: 'old', people: 1, open: 1, conversions: 0, sawSeveral: 1 }],
        },
      },
    ],
  },
  {
    // Ann's first hit has both names: Plan, the property's own, counts. Bob's has the merged one alone.
    what: 'merged names: of events and of properties',
    now: '2026-03-10 12:00:00',
    merged: {
      mergedEvents: { 'signed up': 'Signed Up' },
      mergedProperties: { plan: 'Plan', Price: 'Revenue' },
    },
    history: `
2026-03-01 10:00:00  ann  signed up  plan=Free; Plan=Pro
2026-03-01 11:00:00  bob  Signed Up  plan=Free; Price=5
2026-03-01 12:00:00  bob  signed up  Price=7; Revenue=none`,
    questions: [
      {
        report: 'activity',
        request: {
          ...{ events: ['Signed Up'], by: 'day', from: '2026-03-01', to: '2026-03-02' },
          group: { event: 'Plan' },
        },
        answer: {
          ...{ count: 3, people: 2 },
          events: [
            {
              groups: [
                { value: 'Free', count: 1 },
                { value: 'Pro', count: 1 },
                { value: '(not set)', count: 1 },
              ],
            },
          ],
        },
      },
      {
        // Revenue is the first number among its names: 5 and 7. A merged name stands for the one it counts under.
        report: 'revenue',
        request: {
          ...{ by: 'day', from: '2026-03-01', to: '2026-03-02' },
          population: {
            did: { event: 'signed up', where: [{ property: 'Price', op: 'is', value: '5' }] },
          },
        },
        answer: { total: '12.00', people: 1, payers: 1 },
      },
    ],
  },
  {
    // February 2026, 28 days, after March's 31: whole months. In Berlin three days over the change of clocks are three days.
    what: 'compare: as many months, as many days, else as long',
    now: '2026-04-10 12:00:00',
    history: `
2026-02-01 00:00:00  ann  Visited Site
2026-02-28 23:59:59  ann  Visited Site
2026-03-31 23:59:59  ann  Visited Site
2026-04-01 00:00:00  ann  Visited Site`,
    questions: [
      {
        report: 'activity',
        request: {
          ...{ events: ['Visited Site'], by: 'month', from: '2026-03-01', to: '2026-04-01' },
          compare: true,
        },
        answer: {
          ...{ count: 1, previous: { count: 2 } },
          before: { from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
        },
      },
      {
        report: 'activity',
        request: {
          ...{ events: ['Visited Site'], by: 'month', range: { last: 2, unit: 'month' } },
          ...{ compare: true },
        },
        answer: {
          ...{ count: 2, previous: { count: 2 } },
          range: { from: '2026-03-01T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z' },
          before: { from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
        },
      },
      {
        report: 'funnel',
        request: {
          ...{ steps: VISIT_TO_SIGN_UP, from: '2026-03-31T12:00:00Z', to: '2026-04-01T06:00:00Z' },
        },
        answer: { before: { from: '2026-03-30T18:00:00.000Z', to: '2026-03-31T12:00:00.000Z' } },
      },
    ],
  },
];
