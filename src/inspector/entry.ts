import { type BatchAnswer, isReceipt } from '../wire/batch.js';
import type { Hit } from '../wire/hit.js';
import type { Moment } from './moment.js';

/** What the client tells: Unix milliseconds, the kind, and what belongs to the kind. */
export type Entry = readonly [at: number, kind: string, ...detail: unknown[]];

/** What the page around the client knows. */
export interface Surroundings {
  endpoint: string;
  /** The visitor has clicked or typed since the page opened. */
  isActive: boolean;
}

/** Commands that the client itself calls all the time. */
const OWN_COMMANDS = ['i', 'u', 'rf', 'ts'];

/** The hit id of a wire line; '' where it has none. */
const toId = (line: string): string => /&_i=([^&]*)/.exec(line)?.[1] ?? '';

const toIds = (lines: unknown): string[] => (lines as string[]).map(toId);

const toAnswered = (lines: string[], [status = 0, json]: [number?, unknown?], endpoint: string) => {
  const ids = toIds(lines);
  const about = { what: 'delivery', ids, endpoint } as const;
  if (!status) return { ...about, state: 'unanswered' } as const;
  if (status >= 300 || !isReceipt(json, lines.length))
    return { ...about, state: 'refused', status } as const;
  const rejected = (json as BatchAnswer).rejected.map(({ line, reason }) => ({
    id: ids[line] ?? '',
    reason,
  }));
  return { ...about, state: 'taken', status, rejected } as const;
};

/** What the client tells, as a moment; undefined for what is no news to anybody. */
export const toMoment = (
  [, kind, first, second, third]: Entry,
  { endpoint, isActive }: Surroundings,
): Moment | undefined => {
  switch (kind) {
    case 'call':
      return OWN_COMMANDS.includes(String(first))
        ? undefined
        : { what: 'call', command: String(first), args: second as unknown[], isActive };
    case 'hit':
      return { what: 'hit', hit: first as Hit };
    case 'identity':
      return {
        what: 'identity',
        anonymous: String(first ?? ''),
        named: String(second ?? ''),
        isWeak: !!third,
      };
    case 'stored':
    case 'sent':
    case 'removed':
      return { what: 'delivery', state: kind, ids: toIds(first), endpoint };
    case 'answer':
      return toAnswered(first as string[], second as [number?, unknown?], endpoint);
    case 'warning':
      return {
        what: 'warning',
        text: [first, second, third].filter(Boolean).map(String).join(' '),
      };
    case 'unknown':
      return { what: 'unknown', command: String(first), commands: second as string[] };
    default:
      return undefined;
  }
};
