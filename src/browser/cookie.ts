import { tryOr } from './report.js';

/** Browsers cap the life of a cookie at 400 days. */
const COOKIE_SECONDS = 400 * 86_400;

/** The widest domain that has accepted a cookie; '' for the host alone, undefined before the first trial. */
let widest: string | undefined;

/** The domain that cookies of ours are written for, '' for the host alone. */
export const readCookieDomain = (): string => widest ?? '';

const put = (name: string, value: string, seconds: number, domain: string): void =>
  tryOr(undefined, () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not everywhere
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;samesite=lax;max-age=${value ? seconds : 0}${
      domain && `;domain=${domain}`
    }${location.protocol === 'https:' ? ';secure' : ''}`;
  });

const read = (name: string): string => {
  const pattern = new RegExp(`(?:^|; *)${name}=([^;]*)`);
  const value = tryOr('', () => pattern.exec(document.cookie)?.[1]);
  // Written by somebody else with a stray %: as it is.
  return tryOr(value, () => decodeURIComponent(value));
};

/** Domains of the page that may have cookies, the widest first; none for IP addresses and single labels. */
const readParents = (): string[] => {
  const labels = location.hostname.split('.');
  return /[\d\]]$/.test(location.hostname)
    ? []
    : labels.slice(1).map((_, index) => labels.slice(-index - 2).join('.'));
};

/**
 * Reads a cookie by a pattern of its name, decoded; '' when there is none. Or writes it, '' deletes, and tells what
 * it holds then. The same name is expired host-only and on every parent domain: an older cookie of the original
 * client there would win.
 */
export const cookie = (
  name: string,
  value?: string,
  seconds = COOKIE_SECONDS,
  domain?: string,
): string => {
  if (value === undefined) return read(name);
  const parents = [...readParents(), ''];
  const known = domain || widest;
  for (const tried of known === undefined ? parents : [known]) {
    for (const other of parents) if (other !== tried) put(name, '', 0, other);
    put(name, value, seconds, tried);
    if (read(name) === value) {
      if (value) widest = tried;
      break;
    }
  }
  return read(name);
};
