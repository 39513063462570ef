import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/delivery.md', import.meta.url);

/** Prints a table and puts it between its marks in the document. */
export const writeTable = (name: string, head: string[], rows: string[]): void => {
  const table = [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join(
    '\n',
  );
  console.log(`\n${name}\n${table}`);
  const text = readFileSync(DOCUMENT, 'utf8');
  const marks = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n?<!-- end -->)`);
  writeFileSync(
    DOCUMENT,
    text.replace(marks, (_, start) => `${start}\n${table}\n\n<!-- end -->`),
  );
};
