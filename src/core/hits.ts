import { createId } from '../browser/random.js';
import { attempt, tell, warn } from '../browser/report.js';
import { soon } from '../browser/soon.js';
import { encodeHit } from '../wire/encode.js';
import type { Hit } from '../wire/hit.js';
import { toNormalHit } from '../wire/normal.js';
import { later } from './once.js';
import type { Entry, Outbox } from './outbox.js';

/** Completes a hit that has not been sent yet; nothing happens when it has. */
export type Amend = (more: Record<string, unknown>) => void;

export type Hits = [
  /** Turns a hit into an entry of the outbox, on disk by the end of this task; `at` orders those of a task. */
  send: (hit: Omit<Hit, 'id'>, at: number, done?: () => void) => Amend,
  /** Writes what was recorded in this task; `urgent`: and sends what waits, at once. */
  commit: (urgent?: boolean) => void,
  /** Forgets what was recorded in this task. */
  discard: () => void,
];

/** Makes hits, once a task entries of them. */
export const createHits = (
  settings: { beforeSend(hit: Hit): Hit | null | undefined },
  recorded: (hit: Hit) => void,
  outbox: Outbox,
  wake: (urgent: boolean) => void,
): Hits => {
  let fresh: Entry[] = [];
  let isUrgent = false;

  const commit = (urgent = isUrgent): void => {
    outbox.add(fresh.splice(0));
    isUrgent = false;
    wake(urgent);
  };

  /** The hit as a line, after `beforeSend`; '' when it is dropped. */
  const toLine = (hit: Hit, isNew: boolean): string =>
    attempt(() => {
      const answer = settings.beforeSend(hit);
      if (answer === null) return '';
      const normal = toNormalHit(answer ?? hit);
      if (!normal) return warn('a hit without a name', hit);
      tell('hit', normal);
      if (isNew) recorded(normal);
      return encodeHit(normal);
    }) || '';

  return [
    (given, time, done) => {
      const hit = { ...given, id: createId() };
      const toAmended = (more?: object) =>
        toLine({ ...hit, properties: { ...hit.properties, ...more } }, !more);
      const entry: Entry = { line: toAmended(), time, key: '', flying: -1, late: 0, done };
      if (entry.line) {
        if (!fresh[0]) soon(commit);
        fresh.push(entry);
        isUrgent ||= !!done;
      } else later(done);
      return (more) => {
        if (!entry.line || entry.flying >= 0) return;
        entry.line = toAmended(more);
        if (entry.line) outbox.save(entry);
        else outbox.remove([entry]);
      };
    },
    commit,
    () => {
      fresh = [];
    },
  ];
};
