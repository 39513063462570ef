import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/delivery.md', import.meta.url);

/** The first cells of a row, which say what was measured; what was counted about it stands behind a comma. */
const toKey = (row: string, width: number): string =>
  row
    .split('|')
    .slice(1, width + 1)
    .map((cell) => cell.split(',')[0]!.trim())
    .join('|');

/** Prints rows and puts them between their marks in the document, by engine; rows of what was not measured now stay. */
export const writeTable = (name: string, head: string[], rows: string[]): void => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const marks = new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(\n?<!-- end -->)`);
  const kept = (marks.exec(text)?.[2] ?? '').split('\n').filter((row) => row.startsWith('| '));
  const width = head.findIndex((title) => title.startsWith('trials'));
  const all = new Map([...kept.slice(1), ...rows].map((row) => [toKey(row, width), row]));
  const table = [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...[...all.values()].sort((a, b) => toKey(a, 1).localeCompare(toKey(b, 1))),
  ].join('\n');
  console.log(`\n${name}\n${rows.join('\n')}`);
  writeFileSync(
    DOCUMENT,
    text.replace(marks, (_, start) => `${start}\n${table}\n\n<!-- end -->`),
  );
};
