import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { syncFolder } from '../folder.js';
import { createSerialize } from '../serialize.js';
import type { Actor } from '../team/roles.js';

/** Who did something: somebody who was let in, or somebody who was not. */
export type Doer = Actor | { kind: 'nobody'; id: string; name: string };

/** One thing that somebody did, or was refused. */
export interface Entry {
  /** ISO 8601. */
  time: string;
  actor: Doer;
  action: string;
  /** Key of the site; null: the collector as a whole. */
  site: string | null;
  /** The id of what it was about: a person, a user, a token, a job. Never an identity. */
  of: string | null;
  /** Names of what was changed, never values. */
  note: string | null;
  /** Of the answer, as HTTP has it. */
  status: number;
  /** Network address of the sender. */
  address: string;
}

/** What is looked for. */
export interface TrailQuery {
  site?: string | undefined;
  action?: string | undefined;
  /** Part of any text of an entry, without case. */
  q?: string | undefined;
  /** Unix milliseconds; entries before it are left out. */
  from?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** What people did, newest first where it is read; entries are only ever added. */
export interface Trail {
  add(entry: Omit<Entry, 'time'>): void;
  search(query: TrailQuery): Promise<{ entries: Entry[]; cursor: string | null }>;
  /** Removes a site's entries that are older than a moment, Unix milliseconds. */
  expire(site: string, before: number): Promise<void>;
  /** When all that was added is on disk. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const FILE = /^\d{4}-\d\d\.jsonl$/;
/** So much is read at a time, so that hits are answered between two reads. */
const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 10;

const TIME_AT = '{"time":"'.length;
/** `2026-12` of a line. */
const readMonth = (line: string): string => line.slice(TIME_AT, TIME_AT + 7);

const formatCursor = (file: string, end: number): string => `${file.slice(0, 7)}.${end}`;

const parseCursor = (cursor: string | undefined): { file: string; end: number } | undefined => {
  const [, month, end] = /^(\d{4}-\d\d)\.(\d{1,15})$/.exec(cursor ?? '') ?? [];
  return month ? { file: `${month}.jsonl`, end: Number(end) } : undefined;
};

/** The longest part of a text that has one lower case alone, whatever the encoding. */
const findPlainPart = (text: string): string =>
  text
    .split(/[^\x20-\x7e]+/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');

/** What lines are looked for. */
interface Sought {
  /** Texts that a line must hold, as bytes of a line in lower case. */
  needles: string[];
  /** Whether some line of these bytes may be one. */
  mayHold: (bytes: Buffer) => boolean;
}

const seek = ({ site, action, q }: TrailQuery): Sought => {
  const exact = [
    ...(site === undefined ? [] : [`"site":${JSON.stringify(site)}`]),
    ...(action === undefined ? [] : [`"action":${JSON.stringify(action)}`]),
  ];
  const part = q === undefined ? '' : findPlainPart(JSON.stringify(q).slice(1, -1));
  const pattern = new RegExp(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  const buffers = exact.map((text) => Buffer.from(text));
  return {
    // What is typed is the rarest most often.
    needles: [part, ...exact]
      .filter(Boolean)
      .map((text) => Buffer.from(text.toLowerCase()).toString('latin1').toLowerCase()),
    mayHold: (bytes) =>
      buffers.every((text) => bytes.includes(text)) &&
      (!part || pattern.test(bytes.toString('latin1'))),
  };
};

const isMatch = (entry: Entry, { site, action, q, from }: TrailQuery): boolean =>
  (site === undefined || entry.site === site) &&
  (action === undefined || entry.action === action) &&
  (from === undefined || Date.parse(entry.time) >= from) &&
  (q === undefined ||
    JSON.stringify(entry).toLowerCase().includes(JSON.stringify(q).slice(1, -1).toLowerCase()));

const parseEntry = (line: string): Entry | undefined => {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    // A line that a crash cut off.
    return undefined;
  }
};

/** Lines of a file that hold all needles, the last first, each with where it ends. */
async function* readBackwards(
  handle: FileHandle,
  end: number,
  { needles, mayHold }: Sought,
): AsyncGenerator<{ line: string; start: number }> {
  let stop = end;
  while (stop > 0) {
    let start = Math.max(0, stop - CHUNK_BYTES);
    const bytes = Buffer.alloc(stop - start);
    await handle.read(bytes, 0, bytes.length, start);
    // What stands before the first line feed belongs to the line that the next read has whole.
    const cut = start === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    if (start > 0 && cut === 0) return;
    const whole = bytes.subarray(cut);
    start += cut;
    // Most reads hold nothing of what is looked for, and that is soon seen.
    if (!mayHold(whole)) {
      stop = start;
      continue;
    }
    const text = whole.toString('latin1');
    const lower = needles.length ? text.toLowerCase() : text;
    const [first = '\n', ...others] = needles;
    let at = lower.length;
    while (at > 0) {
      const found = lower.lastIndexOf(first, needles.length ? at - 1 : at - 2);
      if (found < 0 && needles.length) break;
      const lineStart = needles.length ? lower.lastIndexOf('\n', found) + 1 : found + 1;
      const lineEnd = lower.indexOf('\n', lineStart);
      const to = lineEnd < 0 ? lower.length : lineEnd;
      const line = others.length ? lower.slice(lineStart, to) : '';
      if (others.every((needle) => line.includes(needle)))
        yield { line: whole.toString('utf8', lineStart, to), start: start + lineStart };
      at = lineStart;
    }
    stop = start;
  }
}

/** Opens the trail of a data folder: one file a month. */
export const openTrail = async (
  folder: string,
  { now, report }: { now: () => number; report: (message: string, facts?: object) => void },
): Promise<Trail> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const serialize = createSerialize();
  let current: { name: string; handle: FileHandle } | undefined;
  let waiting: string[] = [];

  const openFile = async (name: string): Promise<FileHandle> => {
    if (current?.name === name) return current.handle;
    await current?.handle.close();
    const handle = await open(join(folder, name), 'a+', 0o600);
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size) await handle.read(last, 0, 1, size - 1);
    // A line that a crash cut off must not take the next one with it.
    if (size && last[0] !== NEWLINE) await handle.appendFile('\n');
    await syncFolder(folder);
    current = { name, handle };
    return handle;
  };

  /** Writes what waits; several entries share a sync. */
  const write = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    if (!lines.length) return;
    for (const month of new Set(lines.map(readMonth))) {
      const handle = await openFile(`${month}.jsonl`);
      await handle.appendFile(lines.filter((line) => readMonth(line) === month).join(''));
      await handle.datasync();
    }
  };
  const settle = () => serialize(write);

  const list = async (): Promise<string[]> =>
    (await readdir(folder))
      .filter((name) => FILE.test(name))
      .sort()
      .reverse();

  return {
    add(entry) {
      const { actor, action, site, of, note, status, address } = entry;
      const time = new Date(now()).toISOString();
      const { kind, id, name } = actor;
      waiting.push(
        `${JSON.stringify({ time, actor: { kind, id, name }, action, site, of, note, status, address })}\n`,
      );
      // A full disk must not keep anybody from working; the log of the collector tells of it.
      settle().catch((err) => report('What people do could not be written down.', { err }));
    },
    async search(query) {
      await settle().catch(() => undefined);
      const { from, limit } = query;
      const place = parseCursor(query.cursor);
      const sought = seek(query);
      const entries: Entry[] = [];
      for (const name of await list()) {
        if (place && name > place.file) continue;
        if (from !== undefined && name.slice(0, 7) < new Date(from).toISOString().slice(0, 7))
          break;
        const handle = await open(join(folder, name), 'r');
        try {
          const end = place?.file === name ? place.end : (await handle.stat()).size;
          for await (const { line, start } of readBackwards(handle, end, sought)) {
            const entry = parseEntry(line);
            if (!entry || !isMatch(entry, query)) continue;
            entries.push(entry);
            if (entries.length >= limit) return { entries, cursor: formatCursor(name, start) };
          }
        } finally {
          await handle.close();
        }
      }
      return { entries, cursor: null };
    },
    expire: (site, before) =>
      serialize(async () => {
        for (const name of await list()) {
          const text = await readFile(join(folder, name), 'utf8');
          const kept = text.split('\n').filter((line) => {
            const entry = line ? parseEntry(line) : undefined;
            return entry && !(entry.site === site && Date.parse(entry.time) < before);
          });
          const next = kept.map((line) => `${line}\n`).join('');
          if (next.length === text.length) continue;
          await current?.handle.close();
          current = undefined;
          await writeFileAtomic(join(folder, name), next, { mode: 0o600 });
          await syncFolder(folder);
        }
      }),
    settle,
    async close() {
      await settle().catch(() => undefined);
      await serialize(async () => {
        await current?.handle.close();
        current = undefined;
      });
    },
  };
};
