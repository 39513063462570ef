/**
 * A month-by-week cohort that was counted with a pencil, asked on Sunday, 22 November 2026: of the weeks, which begin
 * on Mondays, that of 9 November is the last one that is over.
 *
 *     who  signed up             weeks had            logged in
 *     ada  Thu  1 Oct, week 0 = 28 Sep   0 to 6       6 Oct (1), 13 Oct (2)
 *     bob  Tue 20 Oct, week 0 = 19 Oct   0 to 3       20 Oct (0), 3 Nov (2, pays 10)
 *     cem  Fri 30 Oct, week 0 = 26 Oct   0 to 2       17 Nov (3, which is not over: left out, as are the 99 paid)
 *     dee  Mon  2 Nov, week 0 =  2 Nov   0 and 1      9 Nov (1), 16 Nov (2, not over)
 *     eva  Tue 10 Nov, week 0 =  9 Nov   0            never
 *     gus  Sun 15 Nov, week 0 =  9 Nov   0            16 Nov at ten past midnight (1, not over)
 *     fay  Wed 18 Nov, week 0 = 16 Nov   none         19 Nov (0, not over)
 *
 *               week 0   week 1   week 2   week 3   week 4
 *     October   1 of 3   1 of 3   2 of 3   0 of 2   0 of 1
 *     November  0 of 3   1 of 1   –        –        –
 *     average   1 of 6   2 of 4   2 of 3   0 of 2   0 of 1
 */
const SIGNED_UP: [who: string, time: string][] = [
  ['ada', '2026-10-01T10:00:00Z'],
  ['bob', '2026-10-20T10:00:00Z'],
  ['cem', '2026-10-30T10:00:00Z'],
  ['dee', '2026-11-02T10:00:00Z'],
  ['eva', '2026-11-10T10:00:00Z'],
  ['gus', '2026-11-15T23:30:00Z'],
  ['fay', '2026-11-18T10:00:00Z'],
];
const LOGGED_IN: [who: string, time: string, revenue?: string][] = [
  ['ada', '2026-10-06T10:00:00Z'],
  ['ada', '2026-10-13T10:00:00Z'],
  ['bob', '2026-10-20T12:00:00Z'],
  ['bob', '2026-11-03T10:00:00Z', '10'],
  ['cem', '2026-11-17T10:00:00Z', '99'],
  ['dee', '2026-11-09T10:00:00Z'],
  ['dee', '2026-11-16T10:00:00Z'],
  ['gus', '2026-11-16T00:10:00Z'],
  ['fay', '2026-11-19T10:00:00Z'],
];

const toLine = (who: string, name: string, time: string, revenue?: string): string =>
  `e?${new URLSearchParams({
    _p: `${who}@example.com`,
    _n: name,
    ...{ _t: `${Date.parse(time) / 1000}`, _d: '1', _i: `${who}${time}` },
    ...(revenue && { Revenue: revenue }),
  })}`;

/** The hits of the history above. */
export const HAND_LINES = [
  ...SIGNED_UP.map(([who, time]) => toLine(who, 'Signed Up', time)),
  ...LOGGED_IN.map(([who, time, revenue]) => toLine(who, 'Logged In', time, revenue)),
];

export const HAND_PLAN = {
  first: 'Signed Up',
  then: 'Logged In',
  cohortBy: 'month',
  returnBy: 'week',
  buckets: 5,
} as const;

/** What the pencil says. */
export const HAND_COHORTS = [
  {
    start: '2026-10-01',
    people: 3,
    returned: [1, 1, 2, 0, 0],
    of: [3, 3, 3, 2, 1],
    unfinished: [3, 4],
  },
  {
    start: '2026-11-01',
    people: 4,
    returned: [0, 1, null, null, null],
    of: [3, 1, 0, 0, 0],
    unfinished: [0, 1, 2, 3, 4],
  },
];
