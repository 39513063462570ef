/** A block of code in a document. */
export interface Block {
  language: string;
  text: string;
  /** Line of the document where it begins, from 1. */
  line: number;
  /** The comment on the line before it: `snippet page …`, `not run: …`. */
  comment: string;
}

const BLOCK = /^(?:<!-- (.*) -->\n)?( *)```(.*)\n([\s\S]*?)^ *```$/gm;

/** All fenced blocks of a document, in order, without the indentation of a list that they stand in. */
export const readBlocks = (markdown: string): Block[] =>
  [...markdown.matchAll(BLOCK)].map(
    ([, comment = '', indent = '', language = '', text = ''], n, all) => ({
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: markdown.slice(0, all[n]!.index).split('\n').length,
      comment,
    }),
  );
