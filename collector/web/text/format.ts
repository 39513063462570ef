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
export const toClock = (iso: string, timeZone: string): string =>
  formatTime(iso, timeZone, { timeStyle: 'medium' });

/** `12:04` in the site's time zone. */
export const toMinute = (iso: string, timeZone: string): string =>
  formatTime(iso, timeZone, { timeStyle: 'short' });

/** `4 Mar 2025, 12:04` in the site's time zone; a line may break between date and time only. */
export const toMoment = (iso: string, timeZone: string): string =>
  `${formatTime(iso, timeZone, { dateStyle: 'medium' }).replaceAll(' ', '\u00a0')}, ${toMinute(iso, timeZone)}`;

/** `Tuesday, 4 March 2025` in the site's time zone. */
export const toDay = (iso: string, timeZone: string): string =>
  `${formatTime(iso, timeZone, { weekday: 'long' })}, ${formatTime(iso, timeZone, { dateStyle: 'long' })}`;

/** `2025-03-04` in the site's time zone. */
export const toLocalDate = (iso: string, timeZone: string): string =>
  formatTime(iso, timeZone, { day: '2-digit', month: '2-digit', year: 'numeric' })
    .split('/')
    .reverse()
    .join('-');

const counts = new Intl.NumberFormat('en-US');

/** `1,204` */
export const toCount = (count: number): string => counts.format(count);

/** `1 event`, `1,204 events` */
export const toCounted = (count: number, one: string, many = `${one}s`): string =>
  `${toCount(count)} ${count === 1 ? one : many}`;

/** A decimal string as money, exact; the bare number where the site has no currency. */
export const toMoney = (amount: string, currency: string | undefined): string =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
    ...(currency ? { style: 'currency', currency } : {}),
  }).format(amount as Intl.StringNumericLiteral);
