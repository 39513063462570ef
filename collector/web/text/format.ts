/** Formatters are costly to make and are asked for on every row. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatTime = (iso: string, timeZone: string, options: Intl.DateTimeFormatOptions): string => {
  const name = timeZone + JSON.stringify(options);
  let format = formats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
    formats.set(name, format);
  }
  return format.format(new Date(iso));
};

/** `12:04:31` in the site's time zone. */
export const formatClock = (iso: string, timeZone: string): string =>
  formatTime(iso, timeZone, { timeStyle: 'medium' });

/** `12:04` in the site's time zone. */
export const formatMinute = (iso: string, timeZone: string): string =>
  formatTime(iso, timeZone, { timeStyle: 'short' });

/** `4 Mar 2025, 12:04` in the site's time zone; a line may break between date and time only. */
export const formatMoment = (iso: string, timeZone: string): string =>
  `${formatTime(iso, timeZone, { dateStyle: 'medium' }).replaceAll(' ', '\u00a0')}, ${formatMinute(iso, timeZone)}`;

/** `Tuesday, 4 March 2025` in the site's time zone. */
export const formatDay = (iso: string, timeZone: string): string =>
  `${formatTime(iso, timeZone, { weekday: 'long' })}, ${formatTime(iso, timeZone, { dateStyle: 'long' })}`;

/** `2025-03-04` in the site's time zone. */
export const formatLocalDate = (iso: string, timeZone: string): string =>
  formatTime(iso, timeZone, { day: '2-digit', month: '2-digit', year: 'numeric' })
    .split('/')
    .reverse()
    .join('-');

const counts = new Intl.NumberFormat('en-US');

/** `1,204` */
export const formatCount = (count: number): string => counts.format(count);

/** `1 event`, `1,204 events` */
export const formatCounted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** A decimal string as money, exact; the bare number where the site has no currency. */
export const formatMoney = (amount: string, currency: string | undefined): string =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
    ...(currency ? { style: 'currency', currency } : {}),
  }).format(amount as Intl.StringNumericLiteral);

/** `43.2%`; a dash where there is nobody to be a part of. */
export const formatPercent = (part: number, whole: number): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : '–';

const UNITS: [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** `2 h 5 min`: the two largest units of a duration; a dash where there is none. */
export const formatDuration = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 1) return seconds > 0 ? 'under 1 s' : '0 s';
  let left = Math.round(seconds);
  const parts: string[] = [];
  for (const [name, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
};

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `1.2K`, for an axis. */
export const formatShortCount = (count: number): string => short.format(count);

/** What each has of an amount, to two decimals; a dash where there is nobody. */
export const formatMoneyShare = (amount: string | null, currency: string | undefined): string =>
  amount === null ? '–' : formatMoney(Number(amount).toFixed(2), currency);

/** `+12.5%` against what was before; `new` where there was nothing. */
export const formatChange = (now: number, before: number): string => {
  if (now === before) return '±0%';
  if (before === 0) return 'new';
  const change = (100 * (now - before)) / Math.abs(before);
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}%`;
};
