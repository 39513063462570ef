import type { LogReader, LogRecord } from '../record.js';
import { scanSegment } from './scan.js';
import { type Damage, keepAside, readSegments, type Segment } from './segments.js';

/** Some sites are read later than others, each from a place of its own. */
const PLACES = 16;

/** Where a read stopped, so that following the log does not scan the segment again. */
interface Place {
  /** First position of the segment: its path changes when it is packed. */
  firstSeq: number;
  offset: number;
  seq: number;
}

interface Part {
  records: LogRecord[];
  place: Place;
}

/** A segment as one reading sees it. */
interface Section extends Segment {
  from: number;
  /** Last position to read: what follows was never acknowledged or is not synced yet. */
  endSeq: number;
  /** Another segment follows, so nothing is added to this one. */
  sealed: boolean;
}

async function* readSection(
  { path, firstSeq, from, endSeq, sealed }: Section,
  reportDamage: (damage: Damage) => void,
): AsyncGenerator<Part> {
  for await (const stretch of scanSegment(path, from)) {
    if ('damaged' in stretch) {
      // The end of the last segment may still be being written.
      if (!stretch.complete && !sealed) return;
      reportDamage(await keepAside(path, stretch.offset, stretch.damaged));
      continue;
    }
    const { records, ends } = stretch;
    const beyond = records.findIndex(({ seq }) => seq > endSeq);
    const count = beyond < 0 ? records.length : beyond;
    if (count) {
      const place = { firstSeq, offset: ends[count - 1]!, seq: records[count - 1]!.seq };
      yield { records: records.slice(0, count), place };
    }
    if (beyond >= 0 || records.at(-1)!.seq === endSeq) return;
  }
}

/**
 * Reads the log that another process may be writing. Damaged records are skipped, reported and kept aside,
 * so positions may be missing; when an iteration has ended, all that is readable up to `upToSeq` was given.
 */
export const createLogReader = (
  folder: string,
  reportDamage: (damage: Damage) => void = () => undefined,
): LogReader => {
  let places: Place[] = [];
  /** Where a reading from a position best begins in a segment. */
  const findPlace = (segment: number, afterSeq: number): Place | undefined =>
    places
      .filter(({ firstSeq, seq }) => firstSeq === segment && seq <= afterSeq)
      .sort((a, b) => b.seq - a.seq)[0];
  /** A reading that went on from a place leaves another one. */
  const move = (from: Place | undefined, to: Place): Place => {
    places = [to, ...places.filter((each) => each !== from)].slice(0, PLACES);
    return to;
  };
  return async function* (afterSeq, upToSeq) {
    if (upToSeq <= afterSeq) return;
    const segments = await readSegments(folder);
    const first = segments.findLastIndex(({ firstSeq }) => firstSeq <= afterSeq + 1);
    for (let index = Math.max(first, 0); index < segments.length; index++) {
      const { path, firstSeq } = segments[index]!;
      if (firstSeq > upToSeq) return;
      // A refused group may have left records behind; the next segment starts over at their positions.
      const next = segments[index + 1];
      const endSeq = Math.min(upToSeq, next ? next.firstSeq - 1 : upToSeq);
      let place = findPlace(firstSeq, afterSeq);
      const from = place?.offset ?? 0;
      const section = { path, firstSeq, from, endSeq, sealed: next !== undefined };
      for await (const part of readSection(section, reportDamage)) {
        place = move(place, part.place);
        const fresh = part.records.filter(({ seq }) => seq > afterSeq);
        if (fresh.length) yield fresh;
      }
    }
  };
};
