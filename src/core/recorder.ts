import { createId } from '../browser/random.js';
import { attempt, warn } from '../browser/report.js';
import { encodeHit } from '../wire/encode.js';
import type { Hit, Kind, Properties } from '../wire/hit.js';
import { toNormalHit } from '../wire/normal.js';
import type { Clock } from './clock.js';
import { later } from './once.js';
import type { Entry, Outbox } from './outbox.js';

/** Completes a hit that has not been sent yet; nothing happens when it has. */
export type Amend = (more: Properties) => void;

export interface Recorder {
  /** Makes a hit and puts it into the outbox, on disk by the end of this task. */
  send(parts: Partial<Hit> & { kind: Kind; person: string }, done?: () => void): Amend;
  /** Sends what waits, at once. */
  flush(): void;
  /** Writes what was recorded in this task. */
  commit(): void;
  /** Runs steps of which each one's hits stand before those of the steps that ran earlier. */
  inReverse(...steps: (() => void)[]): void;
}

export interface RecorderNeeds {
  settings: { beforeSend(hit: Hit): Hit | null | undefined };
  clock: Clock;
  outbox: Outbox;
  wake(urgent: boolean): void;
}

/** Turns calls into hits, hits into lines, and lines into entries of the outbox, once a task. */
export const createRecorder = ({ settings, clock, outbox, wake }: RecorderNeeds): Recorder => {
  let urgent = false;
  let scheduled = false;
  let held: Entry[] | undefined;

  const commit = (): void => {
    if (!scheduled) return;
    scheduled = false;
    outbox.commit();
    wake(urgent);
    urgent = false;
  };

  const schedule = (now: boolean): void => {
    urgent ||= now;
    if (!scheduled) queueMicrotask(commit);
    scheduled = true;
  };

  /** The hit as a line, after `beforeSend`; '' when it is dropped. */
  const toLine = (hit: Hit): string =>
    attempt(() => {
      const answer = settings.beforeSend(hit);
      const normal = answer !== null && toNormalHit(answer ?? hit);
      if (normal === undefined) warn('hit without identity or name', hit);
      return normal ? encodeHit(normal) : '';
    }) ?? '';

  return {
    send(parts, done) {
      const hit: Hit = { properties: {}, time: clock.next(), id: createId(), ...parts };
      const complete = (more?: Properties) =>
        toLine({ ...hit, properties: { ...hit.properties, ...more } });
      const entry: Entry = { line: complete(), flying: 0, done };
      if (!entry.line) later(done);
      else if (held) held.push(entry);
      else {
        outbox.add(entry);
        schedule(!!done);
      }
      return (more) => {
        if (!entry.line || entry.tried) return;
        const line = complete(more);
        if (line) outbox.rewrite(entry, line);
        else outbox.remove([entry]);
      };
    },
    flush: () => schedule(true),
    commit,
    inReverse(...steps) {
      const all: Entry[] = [];
      for (const step of steps) {
        held = [];
        step();
        all.unshift(...held);
      }
      held = undefined;
      for (const entry of all) outbox.add(entry);
      schedule(true);
    },
  };
};
