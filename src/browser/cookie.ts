/** Browsers cap the life of a cookie at 400 days. */
export const COOKIE_SECONDS = 400 * 86_400;

/** All cookies of the page as one text; '' where they are blocked, as in a sandboxed frame. */
const readAll = (): string => {
  try {
    return document.cookie;
  } catch {
    // Blocked: the page is tracked from memory.
    return '';
  }
};

const writeOne = (name: string, value: string, seconds: number, domain: string): void => {
  try {
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${seconds};samesite=lax${
      domain && `;domain=${domain}`
    }${location.protocol === 'https:' ? ';secure' : ''}`;
  } catch {
    // Blocked: reading back tells.
  }
};

/** Whether any cookie of ours can be read. */
export const hasCookies = (): boolean => /(^|; *)km_/.test(readAll());

/** The value of a cookie, decoded; '' when it is not there. */
export const readCookie = (name: string): string => {
  const value = new RegExp(`(?:^|; *)${name}=([^;]*)`).exec(readAll())?.[1] ?? '';
  try {
    return decodeURIComponent(value);
  } catch {
    // Written by somebody else with a stray %: take it as it is.
    return value;
  }
};

/** Domains of the page that a cookie can have, the widest first; none for IP addresses and single labels. */
const readParents = (): string[] => {
  const labels = location.hostname.split('.');
  return /^[\d.]*$|:/.test(location.hostname)
    ? []
    : labels.slice(1).map((_, index) => labels.slice(-index - 2).join('.'));
};

let widest: string | undefined;

/** The widest domain that accepts a cookie, found by trial, once; '' means host-only. */
export const readCookieDomain = (): string => {
  if (widest === undefined) {
    widest = readParents().find((domain) => {
      writeOne('km_d', '1', 9, domain);
      return readCookie('km_d');
    });
    widest ??= '';
    writeOne('km_d', '', 0, widest);
  }
  return widest;
};

/**
 * Writes a cookie, or deletes it with ''; false when it does not stick. The same name is expired host-only and
 * on every other parent domain first: an older cookie of the original client there would win.
 */
export const writeCookie = (
  name: string,
  value: string,
  seconds = COOKIE_SECONDS,
  domain = readCookieDomain(),
): boolean => {
  for (const other of ['', ...readParents()]) if (other !== domain) writeOne(name, '', 0, other);
  writeOne(name, value, value ? seconds : 0, domain);
  return readCookie(name) === value;
};
