import type { Feature } from '../core/kit.js';

/** Path without its index file and trailing slash, and the query parameters, in lower case. */
const split = (url: string): [path: string, query: string[]] => {
  const [path = '', query = ''] = url
    .toLowerCase()
    .replace(/#.*/, '')
    .replace(/^(https?:)?\/\/[^/?]*/, '')
    .split('?');
  return [
    `/${path.replace(/^\/+/, '').replace(/(^|\/)(index|home)[^/*]*$/, '')}`.replace(
      /([^/]|^)\/+$/,
      '$1',
    ),
    query.split('&').filter((pair) => pair),
  ];
};

/**
 * Whether a text is what a pattern means: `*` stands for anything, a last `/*` also for nothing. Each part between two
 * stars is looked for behind the one before, so it takes as long as the text is; a regular expression would try every
 * place. A line's ends, which no address has in it, hold the first part and the last one where they belong.
 */
const isLike = (pattern: string, text: string): boolean => {
  const line = `\n${text}${pattern.endsWith('/*') ? '/' : ''}\n`;
  let at = 0;
  return `\n${pattern}\n`.split('*').every((part) => {
    const found = line.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
};

/**
 * Whether an address is one that a pattern means: scheme, host, hash, a trailing slash or index file count for
 * nothing, `*` stands for anything within the path, query parameters of the pattern must be there.
 */
export const isPage = (pattern: string, url: string): boolean => {
  const [wanted, query] = split(pattern);
  const [path, given] = split(url);
  return isLike(wanted, path) && query.every((pair) => given.some((own) => isLike(pair, own)));
};

export interface PageMatchCommands {
  /** Whether this page's address matches a pattern, or a regular expression. */
  um(pattern: string): boolean;
  urm(pattern: RegExp | string): boolean;
}

export const pageMatch: Feature<PageMatchCommands> = ({ kmq }) => ({
  commands: {
    um: (pattern) => isPage(String(pattern), String(kmq.u!())),
    urm: (pattern) => new RegExp(pattern).test(String(kmq.u!())),
  },
});
