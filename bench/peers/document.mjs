import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/delivery.md', import.meta.url);

/**
 * Puts a row into the table between `<!-- name -->` and `<!-- end -->`, in place of the one of the same peer.
 * @param {string} name @param {(string | number)[]} cells the first begins with the peer's name
 * @param {{ name: string }[]} peers in the order of the rows
 */
export const writeRows = (name, cells, peers) => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const marks = new RegExp(`(<!-- ${name} -->\\n\\n.*\\n.*\\n)([\\s\\S]*?)(?=\\n<!-- end -->)`);
  const found = marks.exec(text);
  if (!found) throw new Error(`docs/delivery.md has no table ${name}`);
  const rows = [...found[2].split('\n').filter(Boolean), `| ${cells.join(' | ')} |`];
  const of = (peer) => rows.filter((row) => row.startsWith(`| ${peer.name} `)).slice(-1);
  const table = peers.flatMap(of).map((row) => `${row}\n`);
  writeFileSync(
    DOCUMENT,
    text.replace(marks, (_, head) => head + table.join('')),
  );
};
