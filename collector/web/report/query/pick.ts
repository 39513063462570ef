/** Which number of a report was opened. */
export interface Pick {
  step?: number;
  outcome?: string;
  segment?: string;
  cohort?: string;
  bucket?: number;
  start?: string;
  group?: string;
  /** Its position among the events that were asked for, or its name. */
  event?: number | string;
  payers?: boolean;
  variant?: string;
  converted?: boolean;
}

/** The same with an event by its name. */
export type NamedPick = Omit<Pick, 'event'> & { event?: string };

/** What a pick is of, where these events were asked for. */
export const namePick = (pick: Pick | null, events: readonly string[]): NamedPick | null => {
  if (!pick) return null;
  const { event, ...rest } = pick;
  const name = typeof event === 'number' ? events[event] : event;
  return name === undefined ? rest : { ...rest, event: name };
};

const PREFIX = 'pick.';
const NUMBERS = ['step', 'bucket'];
const TEXTS = ['outcome', 'segment', 'cohort', 'start', 'group', 'event', 'variant'];
const POSITION = 'position';
const FLAGS = ['payers', 'converted'];

/** Everybody is a pick without parts, which an address can only say in a word of its own. */
const EVERYBODY = 'all';

/** The pick in an address, null when no number is open. */
export const readPick = (query: URLSearchParams): Pick | null => {
  const pick: Record<string, string | number | boolean> = {};
  // An event may be called as a number, so a position has a name of its own.
  let open = query.has(`${PREFIX}${EVERYBODY}`);
  for (const [key, value] of query) {
    const name = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : '';
    if (TEXTS.includes(name)) pick[name] = value;
    else if (name === POSITION && /^\d{1,2}$/.test(value)) pick.event = Number(value);
    else if (NUMBERS.includes(name) && /^\d{1,6}$/.test(value)) pick[name] = Number(value);
    else if (FLAGS.includes(name)) pick[name] = true;
    else continue;
    open = true;
  }
  return open ? pick : null;
};

/** The address with this number open; null closes. */
export const withPick = (place: URL, pick: Pick | null): string => {
  const query = new URLSearchParams(place.search);
  for (const name of [...query.keys()]) if (name.startsWith(PREFIX)) query.delete(name);
  if (pick) {
    const parts = Object.entries(pick).filter(([, value]) => value !== undefined);
    for (const [name, value] of parts)
      query.set(
        PREFIX + (name === 'event' && typeof value === 'number' ? POSITION : name),
        `${value}`,
      );
    if (parts.length === 0) query.set(`${PREFIX}${EVERYBODY}`, '1');
  }
  const text = query.toString();
  return place.pathname + (text && `?${text}`);
};

/** Whether two picks are the same number. */
export const isPicked = (pick: Pick | null, other: Pick): boolean =>
  pick !== null &&
  [...new Set([...Object.keys(pick), ...Object.keys(other)])].every(
    (name) => pick[name as keyof Pick] === other[name as keyof Pick],
  );
