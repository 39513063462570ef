import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { isVisible, toVisible } from 'kmq/wire';
import { ApiError } from '../../errors.js';
import { type IdentityRules, isPlaceholder, normalizeIdentity } from '../../people/identity.js';

/** Why a line has no identity that can be taken. */
export type Unusable = 'missing' | 'identity_too_long' | 'placeholder' | 'too_many_columns';

/** Identities found in a file or list, each once, with its first line. */
export interface FoundIdentities {
  identities: string[];
  /** How often one came again. */
  repeated: number;
  rejected: { line: number; reason: Unusable }[];
}

const IDENTITY_LENGTH = 255;
/** How the column of identities may be called. */
const COLUMNS = ['identity', 'identities', 'email', 'e-mail', 'mail', 'person', 'distinct_id'];
const DELIMITERS = [';', '\t', ','];
/** Characters after which hits have their turn. */
const PART_LENGTH = 65_536;

/** Collects identities, in the spelling under which the site compares them. */
export const createFound = (rules: IdentityRules, takesPlaceholders = false) => {
  const identities = new Set<string>();
  const found: Omit<FoundIdentities, 'identities'> = { repeated: 0, rejected: [] };
  return {
    add(text: string, line: number): void {
      const identity = normalizeIdentity(text, rules);
      const reject = (reason: Unusable) => found.rejected.push({ line, reason });
      if (!isVisible(identity)) reject('missing');
      else if (identity.length > IDENTITY_LENGTH) reject('identity_too_long');
      else if (!takesPlaceholders && isPlaceholder(identity)) reject('placeholder');
      else if (identities.has(identity)) found.repeated++;
      else identities.add(identity);
    },
    reject: (line: number, reason: Unusable) => found.rejected.push({ line, reason }),
    toFound: (): FoundIdentities => ({ identities: [...identities], ...found }),
  };
};

/** Bytes as text: UTF-16 says so itself, and what is not UTF-8 is what spreadsheets write on Windows. */
const decode = (bytes: Buffer): string => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // It takes the mark off that some programs put before UTF-8.
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
};

const wrong = (message: string) => new ApiError('invalid_request', { field: 'file', message });

const foldHeader = (cell: string): string => toVisible(cell).toLowerCase();

/** Cells of a first line, by each of the delimiters that it may have. */
const splitHead = (line: string, delimiter: string): string[] =>
  line.split(delimiter).map((cell) => foldHeader(cell.replaceAll('"', '')));

const findDelimiter = (head: string): string | undefined => {
  const named = DELIMITERS.find(
    (delimiter) =>
      head.includes(delimiter) && splitHead(head, delimiter).some((cell) => COLUMNS.includes(cell)),
  );
  if (named) return named;
  // Within quotes it separates nothing.
  const bare = head.replace(/"[^"]*"/g, '');
  return DELIMITERS.find((delimiter) => bare.includes(delimiter));
};

/** Quotes behind a space are none for CSV, but meant. */
const LATE_QUOTES = /^\s+"(.*)"\s*$/s;

interface Row {
  record: string[];
  /** The line in which it ends. */
  info: { lines: number };
}

/** A text in parts, between which hits have their turn. */
async function* splitText(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PART_LENGTH) {
    yield text.slice(at, at + PART_LENGTH);
    await yieldToOthers();
  }
}

const readRows = (text: string, delimiter: string | undefined): AsyncIterable<Row> =>
  Readable.from(splitText(text)).pipe(
    parse({
      // A file of one column has none: whatever stands in a line belongs to the identity.
      delimiter: delimiter ?? '\0',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    }),
  );

/**
 * Reads a CSV of identities: one column, or one that is called identity, e-mail or person. Cells are separated by
 * commas, semicolons or tabs.
 */
export const readIdentityFile = async (
  bytes: Buffer,
  rules: IdentityRules,
  takesPlaceholders = false,
): Promise<FoundIdentities> => {
  const found = createFound(rules, takesPlaceholders);
  let text = decode(bytes).replace(/\r\n?/g, '\n');
  // Spreadsheets may say in a line of its own what separates cells.
  const said = /^sep=(.)\n/i.exec(text);
  if (said) text = text.slice(said[0].length);
  const skipped = said ? 1 : 0;
  const head = /[^\n]+/.exec(text)?.[0] ?? '';
  const delimiter = said?.[1] ?? findDelimiter(head);
  let column: number | undefined;
  let width = 1;
  let line = skipped;
  try {
    for await (const { record, info } of readRows(text, delimiter)) {
      const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      line = info.lines + skipped - breaks;
      if (column === undefined) {
        const named = record.findIndex((cell) => COLUMNS.includes(foldHeader(cell)));
        if (named < 0 && record.length > 1)
          throw wrong(
            `The first line has ${record.length} cells, and none of them is identity, email or person: name the column, or send it alone.`,
          );
        column = Math.max(0, named);
        width = record.length;
        if (named >= 0) continue;
      }
      if (record.slice(width).some(foldHeader)) found.reject(line, 'too_many_columns');
      else found.add((record[column] ?? '').replace(LATE_QUOTES, '$1'), line);
    }
  } catch (error) {
    if (!/^CSV_/.test(String((error as { code?: unknown }).code))) throw error;
    throw wrong(`A quote in a line after ${line} is opened and never closed.`);
  }
  return found.toFound();
};
