import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/delivery.md', import.meta.url);

/** The head of the table between `<!-- name -->` and `<!-- end -->`, and its rows. @param {string} name */
const toMarks = (name) =>
  new RegExp(`(<!-- ${name} -->\\n\\n.*\\n.*\\n)([\\s\\S]*?)(?=\\n<!-- end -->)`);

/** Writes all rows of a table. @param {string} name @param {(string | number)[][]} rows */
export const writeTable = (name, rows) => {
  const text = readFileSync(DOCUMENT, 'utf8');
  if (!toMarks(name).test(text)) throw new Error(`docs/delivery.md has no table ${name}`);
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
  writeFileSync(
    DOCUMENT,
    text.replace(toMarks(name), (_, head) => head + lines),
  );
};

/**
 * Puts a row into the table between `<!-- name -->` and `<!-- end -->`, in place of the one of the same peer.
 * @param {string} name @param {(string | number)[]} cells the first begins with the peer's name
 * @param {{ name: string }[]} peers in the order of the rows
 */
export const writeRows = (name, cells, peers) => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const found = toMarks(name).exec(text);
  if (!found) throw new Error(`docs/delivery.md has no table ${name}`);
  const rows = [...found[2].split('\n').filter(Boolean), `| ${cells.join(' | ')} |`];
  const of = (peer) => rows.filter((row) => row.startsWith(`| ${peer.name} `)).slice(-1);
  const table = peers.flatMap(of).map((row) => `${row}\n`);
  writeFileSync(
    DOCUMENT,
    text.replace(toMarks(name), (_, head) => head + table.join('')),
  );
};

const README = new URL('../../README.md', import.meta.url);

/** The cells of each row of a table of the document, by what stands in the first. @param {string} name */
const readRows = (name) => {
  const [, , rows = ''] = toMarks(name).exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
  const cells = rows
    .split('\n')
    .flatMap((row) => (row ? [row.split('|').map((c) => c.trim())] : []));
  return new Map(cells.map(([, first, ...rest]) => [first, rest]));
};

/** Writes the short form into README: thirty hits and a page that is left at once, in Chromium. */
export const writeGlance = () => {
  const back = readRows('peers-back');
  const rows = [...readRows('peers-leaving')].map(([name, [, many]]) => {
    const [, all = '', , , twice = ''] = back.get(name) ?? [];
    return `| ${[name, many, all, twice].join(' | ')} |\n`;
  });
  const head =
    '| per cent of 30 hits | before the visitor came back | in the end | counted twice |\n|---|---|---|---|\n';
  const readme = readFileSync(README, 'utf8');
  writeFileSync(
    README,
    readme.replace(
      /(?<=<!-- delivery -->\n)[\s\S]*?(?=<!-- end of delivery -->)/,
      () => head + rows.join(''),
    ),
  );
};
