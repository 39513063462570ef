import { addDays, findMonthStart, findYearStart, formatDate, isDate } from '../../text/calendar.js';

/** Local dates, half-open; without a start all history. */
export interface Range {
  from: string | null;
  to: string;
}

interface Preset {
  name: string;
  title: string;
  /** The same as the API says it, where it can. */
  relative?: { last: number; unit: 'day' | 'month' };
  datesOn: (today: string) => Range;
}

const lastDays =
  (days: number) =>
  (today: string): Range => ({ from: addDays(today, 1 - days), to: addDays(today, 1) });

/** What the top bar offers; relative ones stay relative in a link. */
export const PRESETS: Preset[] = [
  {
    name: 'today',
    title: 'Today',
    relative: { last: 1, unit: 'day' },
    datesOn: lastDays(1),
  },
  {
    name: 'yesterday',
    title: 'Yesterday',
    datesOn: (today) => ({ from: addDays(today, -1), to: today }),
  },
  {
    name: '7d',
    title: 'Last 7 days',
    relative: { last: 7, unit: 'day' },
    datesOn: lastDays(7),
  },
  {
    name: '30d',
    title: 'Last 30 days',
    relative: { last: 30, unit: 'day' },
    datesOn: lastDays(30),
  },
  {
    name: '90d',
    title: 'Last 90 days',
    relative: { last: 90, unit: 'day' },
    datesOn: lastDays(90),
  },
  {
    name: 'month',
    title: 'This month',
    relative: { last: 1, unit: 'month' },
    datesOn: (today) => ({ from: findMonthStart(today), to: addDays(today, 1) }),
  },
  {
    name: 'last-month',
    title: 'Last month',
    datesOn: (today) => ({ from: findMonthStart(today, -1), to: findMonthStart(today) }),
  },
  {
    name: '12m',
    title: 'Last 12 months',
    relative: { last: 12, unit: 'month' },
    datesOn: (today) => ({ from: findMonthStart(today, -11), to: addDays(today, 1) }),
  },
  {
    name: 'year',
    title: 'This year',
    datesOn: (today) => ({ from: findYearStart(today), to: addDays(today, 1) }),
  },
  {
    name: 'all',
    title: 'All time',
    datesOn: (today) => ({ from: null, to: addDays(today, 1) }),
  },
];

export const DEFAULT_PRESET = '30d';
export const CUSTOM = 'custom';

/** Parameters of the address that every report shares. */
export const RANGE_PARAMETERS = [
  'range',
  'from',
  'through',
  'zone',
  'compare',
  'population',
] as const;

const readCustom = (query: URLSearchParams): Range | null => {
  const from = query.get('from') ?? '';
  const through = query.get('through') ?? '';
  if (!isDate(from) || !isDate(through) || through < from) return null;
  return { from, to: addDays(through, 1) };
};

/** Name of the preset that an address means, or `custom`. */
export const readPresetName = (query: URLSearchParams): string => {
  if (readCustom(query)) return CUSTOM;
  const name = query.get('range');
  return PRESETS.some((preset) => preset.name === name) ? (name as string) : DEFAULT_PRESET;
};

/** The dates that an address means today. */
export const readRange = (query: URLSearchParams, today: string): Range => {
  const name = readPresetName(query);
  const preset = PRESETS.find((preset) => preset.name === name);
  return preset?.datesOn(today) ?? readCustom(query) ?? lastDays(30)(today);
};

/** Dates of an address that move along with today, as the API says them; null where they do not, or it cannot. */
export const readRelative = (query: URLSearchParams): { range: object } | null => {
  const name = readPresetName(query);
  const relative = PRESETS.find((preset) => preset.name === name)?.relative;
  return relative ? { range: relative } : null;
};

/** `24 Oct 2026 – 22 Nov 2026`, the last day included. */
export const formatRange = ({ from, to }: Range): string => {
  const last = addDays(to, -1);
  if (from === null) return `until ${formatDate(last)}`;
  return from === last ? formatDate(last) : `${formatDate(from)} – ${formatDate(last)}`;
};

/** The zone that an address asks for, where this browser knows it. */
export const readZone = (query: URLSearchParams, usual: string): string => {
  const zone = query.get('zone');
  if (!zone) return usual;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // A zone that nobody knows, out of a mistyped link: the site's own counts.
    return usual;
  }
};

/** What an address says of dates, zone, comparison and population, to take along to another report. */
export const keepRange = (query: URLSearchParams): string => {
  const kept = new URLSearchParams();
  for (const name of RANGE_PARAMETERS) {
    const value = query.get(name);
    if (value) kept.set(name, value);
  }
  return kept.size > 0 ? `?${kept}` : '';
};
