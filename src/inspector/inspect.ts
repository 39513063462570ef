import { type Entry, toMoment } from './entry.js';
import { findMistakes, learn } from './find-mistakes.js';
import type { Line } from './line.js';
import type { Known, Mistake } from './mistake.js';
import type { Delivery, Moment } from './moment.js';
import type { Panel } from './panel.js';
import { toMistakeRow, toRow, toWho } from './row.js';

export interface Needs {
  panel: Pick<Panel, 'add' | 'describe'>;
  endpoint: string;
  /** Whether the visitor had clicked or typed by a time in Unix milliseconds. */
  isActive(at: number): boolean;
  /** What pages before this one have told, and where it is kept for the next. */
  known: Known;
  remember(known: Known): void;
}

/** What a hit's line says about it, and whether that is bad. */
const STATES = {
  stored: ['stored', false],
  sent: ['sent', false],
  taken: ['delivered', false],
  refused: ['refused, kept', true],
  unanswered: ['no answer, kept', true],
  forbidden: ['forbidden, kept', true],
  removed: ['dropped', true],
} as const;

/** Shows what happens and names the mistakes; gives what takes the client's entries. Never throws. */
export const createInspector = ({ panel, endpoint, isActive, remember, ...given }: Needs) => {
  let known = given.known;
  let who = '';
  /** Lines of hits, by hit id. */
  const hits = new Map<string, Line>();
  /** Ids of hits that wait, and of those that need no further word. */
  const waiting = new Set<string>();
  const settled = new Set<string>();
  /** Lines of mistakes by what they say, and how often they were made. */
  const made = new Map<string, { line: Line; times: number }>();

  const describe = (): void =>
    panel.describe(`${who ? `${who} · ` : ''}${settled.size} delivered, ${waiting.size} waiting`);

  const follow = ({ state, ids, rejected = [] }: Delivery): void => {
    const [text, isBad] = STATES[state];
    for (const id of ids) {
      if (settled.has(id)) continue;
      hits.get(id)?.say(text, isBad);
      if (state === 'taken') settled.add(id);
      if (state === 'taken' || state === 'removed') waiting.delete(id);
      else waiting.add(id);
    }
    for (const { id, reason } of rejected) hits.get(id)?.say(`refused: ${reason}`, true);
  };

  const name = (mistake: Mistake, at: Date): void => {
    const key = `${mistake.code} ${mistake.evidence}`;
    const earlier = made.get(key);
    if (earlier) earlier.line.say(`${++earlier.times} times`, true);
    else made.set(key, { line: panel.add(toMistakeRow(mistake), at), times: 1 });
  };

  const take = (moment: Moment, at: Date): void => {
    if (moment.what === 'hit') {
      const id = moment.hit.id ?? '';
      // A route's Page View comes again when its title is known.
      const line = hits.get(id) ?? panel.add(toRow(moment), at);
      hits.set(id, line);
    } else if (moment.what === 'delivery') {
      follow(moment);
      if (!/stored|removed/.test(moment.state)) panel.add(toRow(moment), at);
    } else if (moment.what !== 'unknown') {
      if (moment.what === 'identity') who = toWho(moment);
      panel.add(toRow(moment), at);
    }
    for (const mistake of findMistakes(moment, known)) name(mistake, at);
    known = learn(moment, known);
    remember(known);
    describe();
  };

  describe();
  return {
    tell(entry: Entry): void {
      try {
        const moment = toMoment(entry, { endpoint, isActive: isActive(entry[0]) });
        if (moment) take(moment, new Date(entry[0]));
      } catch (error) {
        // What a page hands over may throw when it is looked at; the page itself must go on.
        console.warn('kmq inspector:', error);
      }
    },
    /** The page's policy has forbidden a request to the endpoint. */
    forbid(): void {
      take({ what: 'delivery', state: 'forbidden', ids: [], endpoint }, new Date());
    },
  };
};
