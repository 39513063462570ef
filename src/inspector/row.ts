import { toText } from '../wire/value.js';
import type { Mistake } from './mistake.js';
import type { DeliveryState, Identity, Moment, Unknown } from './moment.js';

export const KINDS = ['mistake', 'call', 'hit', 'identity', 'delivery', 'warning'] as const;
export type RowKind = (typeof KINDS)[number];

/** One line of the panel. */
export interface Row {
  kind: RowKind;
  title: string;
  /** What unfolding shows: names and values. */
  details: [name: string, value: string][];
}

/** Longest value that is shown whole. */
const SHOWN_LENGTH = 300;

const shorten = (text: string): string =>
  text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;

/** A value as a page's author would write it. Never throws. */
export const toShown = (value: unknown): string => {
  try {
    if (typeof value === 'function') return 'function';
    const { localName } = Object(value) as Partial<Element>;
    if (localName) return `<${localName}>`;
    return shorten(JSON.stringify(value) ?? String(value));
  } catch {
    // A ring, a getter that throws, a bigint: what the wire makes of it, or its type.
    return toPlain(value);
  }
};

const toPlain = (value: unknown): string => {
  try {
    return shorten(toText(value) ?? `a value of type ${typeof value}`);
  } catch {
    return `a value of type ${typeof value}`;
  }
};

const STATES: Record<DeliveryState, string> = {
  stored: 'stored',
  sent: 'sent',
  taken: 'taken',
  refused: 'refused',
  unanswered: 'without an answer',
  forbidden: 'forbidden by the page’s policy',
  removed: 'no longer waiting',
};

const toHits = (count: number): string =>
  count ? `${count} ${count === 1 ? 'hit' : 'hits'}` : 'A request';

const toTime = (seconds: number | undefined): string =>
  seconds ? new Date(seconds * 1000).toISOString() : '';

/** Who the visitor is, in words. */
export const toWho = ({ anonymous, named, isWeak }: Identity): string => {
  if (!named) return anonymous ? `Nobody yet: ${anonymous}` : 'Nobody';
  return isWeak ? `${named}, by a form or a link` : named;
};

/** A moment as a line; a call that did nothing has that of its mistake alone. */
export const toRow = (moment: Exclude<Moment, Unknown>): Row => {
  switch (moment.what) {
    case 'call':
      return {
        kind: 'call',
        title: `${moment.command}(${moment.args.map(toShown).join(', ')})`,
        details: [],
      };
    case 'hit': {
      const { kind, name, person, properties, time, id } = moment.hit;
      const title = {
        event: name,
        set: `Properties: ${Object.keys(properties).join(', ')}`,
        alias: `${name} = ${person}`,
      };
      return {
        kind: 'hit',
        title: title[kind] ?? '',
        details: [
          ...Object.entries(properties).map(([key, value]): [string, string] => [
            key,
            shorten(value),
          ]),
          ['person', person],
          ['time', toTime(time)],
          ['hit id', id ?? ''],
        ],
      };
    }
    case 'identity':
      return {
        kind: 'identity',
        title: toWho(moment),
        details: [['anonymous id', moment.anonymous]],
      };
    case 'warning':
      return { kind: 'warning', title: moment.text, details: [] };
    case 'delivery': {
      const { ids, state, status, endpoint } = moment;
      return {
        kind: 'delivery',
        title: `${toHits(ids.length)} ${STATES[state]}${status ? `, status ${status}` : ''}`,
        details: [
          ['endpoint', endpoint],
          ['hit ids', ids.join(' ')],
        ],
      };
    }
  }
};

/** A mistake as a line. */
export const toMistakeRow = ({ code, message, evidence, fix }: Mistake): Row => ({
  kind: 'mistake',
  title: message,
  details: [
    ['where', evidence],
    ['fix', fix],
    ['code', code],
  ],
});
