import type { Feature } from '../core/kit.js';

/** Path without its index file and trailing slash, and the query parameters, in lower case. */
const split = (url: string): [path: string, query: string[]] => {
  const [path = '', query = ''] = url
    .toLowerCase()
    .replace(/#.*/, '')
    .replace(/^(https?:)?\/\/[^/?]*/, '')
    .split('?');
  return [
    `/${path.replace(/^\/+/, '').replace(/(^|\/)(index|home)[^/*]*$/, '')}`.replace(/\/+$/, ''),
    query.split('&').filter((pair) => pair),
  ];
};

/** A text as a pattern in which `*` stands for anything and a last `/*` also for nothing. */
const toPattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\/\.\*$/, '(/.*)?')}$`,
  );

/**
 * Whether an address is one that a pattern means: scheme, host, hash, a trailing slash or index file count for
 * nothing, `*` stands for anything within the path, query parameters of the pattern must be there.
 */
export const isPage = (pattern: string, url: string): boolean => {
  const [wanted, query] = split(pattern);
  const [path, given] = split(url);
  return (
    toPattern(wanted).test(path) &&
    query.every((pair) => given.some((own) => toPattern(pair).test(own)))
  );
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
