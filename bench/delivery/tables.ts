import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/delivery.md', import.meta.url);

/** The cells that say which row it is; what was counted about them stands behind a comma. */
const toKey = (row: string): string =>
  row
    .split('|')
    .slice(1, 3)
    .map((cell) => cell.split(',')[0]!.trim())
    .filter((cell) => !/^\d+$/.test(cell))
    .join('|');

/** Prints rows and puts them between their marks in the document; rows of what was not measured now stay. */
export const writeTable = (name: string, head: string[], rows: string[]): void => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const marks = new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(\n?<!-- end -->)`);
  const kept = (marks.exec(text)?.[2] ?? '').split('\n').filter((row) => row.startsWith('| '));
  const all = new Map([...kept.slice(1), ...rows].map((row) => [toKey(row), row]));
  const table = [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...all.values(),
  ].join('\n');
  console.log(`\n${name}\n${rows.join('\n')}`);
  writeFileSync(
    DOCUMENT,
    text.replace(marks, (_, start) => `${start}\n${table}\n\n<!-- end -->`),
  );
};
