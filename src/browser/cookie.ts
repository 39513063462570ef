import { readHolder } from './holder.js';
import { readMember, writeMember } from './member.js';
import { toHost } from './page.js';
import { tryOr } from './report.js';
import { soon } from './soon.js';

/** Browsers cap the life of a cookie at 400 days. */
const COOKIE_SECONDS = 400 * 86_400;

/** The widest domain that has accepted a cookie; '' for the host alone, undefined before the first trial. */
let widest: string | undefined;

/** The domain that cookies of ours are written for, '' for the host alone. */
export const readCookieDomain = (): string => widest ?? '';

/** Whether a host is this page's, or one that shares our cookies with it. */
export const isOwnHost = (host: string): boolean =>
  [toHost(readHolder().location.href), widest].some((own) => own && `.${host}`.endsWith(`.${own}`));

/** The page's cookies as a task first saw them, behind `; `: each read after a write asks another process. */
let jar: string | undefined;

/** Has the cookies read again: something elsewhere may have changed them. */
export const forgetCookies = (): void => {
  jar = undefined;
};

const readJar = (): string => {
  if (jar === undefined) {
    jar = tryOr('', () => `; ${readMember(document, 'cookie')}`);
    soon(forgetCookies);
  }
  return jar;
};

const put = (name: string, value: string, seconds: number, domain: string, path = '/'): void =>
  tryOr(undefined, () => {
    forgetCookies();
    writeMember(
      document,
      'cookie',
      `${name}=${encodeURIComponent(value)};path=${path};samesite=lax;max-age=${value ? seconds : 0}${
        domain && `;domain=${domain}`
      }${readHolder().location.protocol === 'https:' ? ';secure' : ''}`,
    );
  });

const read = (name: string): string => {
  const value = new RegExp(`; *${name}=([^;]*)`).exec(readJar())?.[1] ?? '';
  // Written by somebody else with a stray %: as it is.
  return tryOr(value, () => decodeURIComponent(value));
};

/** Domains of the page that may have cookies, the widest first; none for IP addresses and single labels. */
const readParents = (): string[] => {
  const { hostname } = readHolder().location;
  const labels = hostname.split('.');
  return /[\d\]]$/.test(hostname)
    ? []
    : labels.slice(1).map((_, index) => labels.slice(-index - 2).join('.'));
};

/** Paths of the page below `/`, with and without a slash at the end: a cookie of one of them would win. */
const readPaths = (): string[] => {
  const parts = readHolder().location.pathname.split('/').slice(1);
  return parts.flatMap((part, index) => {
    const path = `/${[...parts.slice(0, index), part].join('/')}`;
    return part ? [path, `${path}/`] : [];
  });
};

/**
 * Reads a cookie by a pattern of its name, decoded; '' when there is none. Or writes it, '' deletes, and tells what
 * it holds then. Where the page still sees another one of the name it is expired on the other domains and on the paths of
 * the page's address: an older cookie of the original client there would win.
 */
export const cookie = (
  name: string,
  value?: string,
  seconds = COOKIE_SECONDS,
  domain?: string,
): string => {
  /** Whether the page sees more of the name than what is written. */
  const hasMore = () => readJar().split(`; ${name}=`).length > (value ? 2 : 1);
  if (value === undefined || !(value || hasMore())) return read(name);
  const parents = [...readParents(), ''];
  const known = domain || widest;
  for (const tried of known === undefined ? parents : [known]) {
    const expire = (path?: string) => {
      for (const other of parents) if (path || other !== tried) put(name, '', 0, other, path);
    };
    // What is there already would pass for what the domain has accepted.
    if (known === undefined && read(name) === value) expire();
    put(name, value, seconds, tried);
    if (hasMore()) expire();
    if (hasMore()) readPaths().forEach(expire);
    if (read(name) === value) {
      if (value) widest = tried;
      break;
    }
  }
  return read(name);
};
