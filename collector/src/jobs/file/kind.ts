import { UnreadableFile } from './unreadable.js';

/** What the beginning of a file says that it is. */
export type FileKind = 'empty' | 'gzip' | 'zip' | 'utf-16' | 'json-lines' | 'json-array' | 'csv';

/** So much of a file is looked at. */
export const HEAD_BYTES = 64 * 1024;

/** What separates cells. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const startsWith = (head: Buffer, ...bytes: number[]): boolean =>
  head.subarray(0, bytes.length).equals(Buffer.from(bytes));

const READ = 'Send JSON lines, CSV, or either of them as gzip or zip.';

/** The text of a head, whose last character may be cut off. */
const decodeHead = (head: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    throw new UnreadableFile('The file is not UTF-8; save it as UTF-8 and send it again.');
  }
};

/** The first row of a CSV file, quoted line ends included. */
const readFirstRow = (text: string): string => {
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (!isQuoted && (text[at] === '\n' || text[at] === '\r')) return text.slice(0, at);
  }
  return text;
};

/** What separates the cells of a CSV file: the mark of which its first row has the most outside quotes. */
export const findDelimiter = (text: string): Delimiter | undefined => {
  const bare = readFirstRow(text.trimStart()).replaceAll(/"(?:[^"]|"")*"/g, '');
  const counted = DELIMITERS.map((mark) => [mark, bare.split(mark).length - 1] as const);
  const [most] = counted.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return most?.[0];
};

const findTextKind = (text: string): FileKind => {
  const trimmed = text.trimStart();
  if (!trimmed) return 'empty';
  if (trimmed[0] === '{') return 'json-lines';
  if (trimmed[0] === '[') return 'json-array';
  if (trimmed[0] === '<')
    throw new UnreadableFile(`The file is HTML or XML, not an export. ${READ}`);
  if (findDelimiter(trimmed)) return 'csv';
  throw new UnreadableFile(
    `The file is neither JSON lines nor CSV: its first line is not a JSON object and has no commas, semicolons or tabs. ${READ}`,
  );
};

/** Detects the kind of a file by its first bytes; throws an error with what to do if it cannot be read. */
export const findFileKind = (head: Buffer): FileKind => {
  if (startsWith(head, 0x1f, 0x8b)) return 'gzip';
  if (startsWith(head, 0x50, 0x4b, 3, 4) || startsWith(head, 0x50, 0x4b, 5, 6)) return 'zip';
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) return 'utf-16';
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0))
    throw new UnreadableFile('The file is a spreadsheet; save it as CSV in UTF-8.');
  if (head.includes(0)) throw new UnreadableFile(`The file is not text. ${READ}`);
  return findTextKind(decodeHead(head));
};
