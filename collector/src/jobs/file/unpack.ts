import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';
import { type FileKind, findFileKind, HEAD_BYTES } from './kind.js';
import { blameFile, UnreadableFile } from './unreadable.js';
import { readUtf16 } from './utf-16.js';

/** One text of a file: the file itself, unpacked where it is packed, or one file of an archive. */
export interface FileText {
  /** Its name in the archive. */
  name?: string;
  kind: Exclude<FileKind, 'empty' | 'gzip' | 'zip' | 'utf-16'>;
  /** How it begins. */
  head: Buffer;
  bytes: AsyncIterable<Buffer>;
}

/** Counts unpacked bytes; throws if there are more than any export has. */
type Spend = (bytes: number) => void;

/** Exports of hits pack to a tenth or a thirtieth; what packs to less than this was made to fill a machine. */
const MOST_TIMES = 200;
/** So much may always come out. */
const FREE_BYTES = 32 * 1024 ** 2;
/** Over a hundred million hits; larger exports come in parts. */
const UNPACKED_BYTES = 50 * 1024 ** 3;

const ARCHIVE_FILES = 10_000;

const createSpend = (packedBytes: number): Spend => {
  let left = Math.min(UNPACKED_BYTES, Math.max(FREE_BYTES, packedBytes * MOST_TIMES));
  return (bytes) => {
    left -= bytes;
    if (left < 0)
      throw new UnreadableFile(
        'The file unpacks to far more than an export would; nothing was imported. Send it unpacked, or in parts.',
      );
  };
};

async function* count(bytes: AsyncIterable<Buffer>, spend: Spend): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    spend(chunk.length);
    yield chunk;
  }
}

/** How bytes begin, and all of them. */
const peek = async (bytes: AsyncIterable<Buffer>) => {
  const rest = bytes[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await rest.next();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  const head = Buffer.concat(chunks);
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (head.length) yield head;
      for (;;) {
        const { done, value } = await rest.next();
        if (done) return;
        yield value;
      }
    } finally {
      await rest.return?.();
    }
  }
  return { head: head.subarray(0, HEAD_BYTES), bytes: all() };
};

const gunzip = (bytes: AsyncIterable<Buffer>, spend: Spend): AsyncGenerator<Buffer> =>
  count(
    blameFile(
      Readable.from(bytes).pipe(createGunzip()) as AsyncIterable<Buffer>,
      'The gzip file is damaged or incomplete.',
    ),
    spend,
  );

/** The text that bytes are, unpacked once where that is needed; undefined where there is nothing. */
const openText = async (
  packed: AsyncIterable<Buffer>,
  spend: Spend,
): Promise<FileText | undefined> => {
  let { head, bytes } = await peek(packed);
  let kind = findFileKind(head);
  if (kind === 'gzip') {
    ({ head, bytes } = await peek(gunzip(bytes, spend)));
    kind = findFileKind(head);
  }
  if (kind === 'utf-16') {
    ({ head, bytes } = await peek(readUtf16(head, bytes)));
    kind = findFileKind(head);
  }
  if (kind === 'gzip' || kind === 'zip' || kind === 'utf-16')
    throw new UnreadableFile('The file is an archive within an archive; unpack the outer one.');
  return kind === 'empty' ? undefined : { kind, head, bytes };
};

/** Files that operating systems and spreadsheets add to archives. */
const isHidden = (name: string): boolean => /(^|\/)(__MACOSX\/|\.)/.test(name);

const checkEntry = (entry: Entry): void => {
  if (entry.fileName === '[Content_Types].xml' || entry.fileName === 'mimetype')
    throw new UnreadableFile('The file is a spreadsheet or document; save it as CSV in UTF-8.');
  if (entry.isEncrypted())
    throw new UnreadableFile('The zip file is encrypted; send it without a password.');
};

const DAMAGED_ZIP = 'The zip file is damaged or incomplete.';

async function* openZip(path: string, spend: Spend): AsyncGenerator<FileText> {
  const archive = await openPromise(path, { autoClose: false, lazyEntries: true });
  try {
    if (archive.entryCount > ARCHIVE_FILES)
      throw new UnreadableFile('The zip file contains more than 10,000 files; send it in parts.');
    for await (const entry of archive.eachEntry()) {
      checkEntry(entry);
      if (entry.fileName.endsWith('/') || isHidden(entry.fileName)) continue;
      const stream = await archive.openReadStreamPromise(entry);
      const packed = blameFile(stream as AsyncIterable<Buffer>, DAMAGED_ZIP);
      const text = await openText(count(packed, spend), spend);
      if (text) yield { ...text, name: entry.fileName };
    }
  } finally {
    archive.close();
  }
}

/** The texts of a file, one after the other; each is read to its end before the next, with bounded memory. */
export async function* openTexts(path: string): AsyncGenerator<FileText> {
  const spend = createSpend((await stat(path)).size);
  const { head, bytes } = await peek(createReadStream(path));
  const isZip = findFileKind(head) === 'zip';
  let isEmpty = true;
  if (isZip) {
    await bytes.return(undefined);
    for await (const text of blameFile(openZip(path, spend), DAMAGED_ZIP)) {
      isEmpty = false;
      yield text;
    }
  } else {
    const text = await openText(bytes, spend);
    if (text) {
      isEmpty = false;
      yield text;
    }
  }
  if (isEmpty) throw new UnreadableFile('The file is empty.');
}
