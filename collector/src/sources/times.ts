/** ISO 8601, with or without a time; without a zone it is UTC. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?)(Z|[+-]\d\d:?\d\d)?)?$/i;
/** From here on a number is milliseconds since 1970, not seconds. */
const MILLISECONDS_FROM = 1e11;

/** A time as somebody tells it, in Unix milliseconds; undefined where it is none. */
export const toMilliseconds = (given: unknown): number | undefined => {
  if (typeof given === 'number')
    return given >= 0 && Number.isFinite(given)
      ? Math.round(given < MILLISECONDS_FROM ? given * 1000 : given)
      : undefined;
  if (typeof given !== 'string') return undefined;
  const [, day, time = '00:00', zone = 'Z'] = ISO.exec(given.trim()) ?? [];
  const read = day ? Date.parse(`${day}T${time.replace(',', '.')}${zone}`) : Number.NaN;
  return Number.isNaN(read) ? undefined : read;
};
