/** Browsers cap the life of a cookie at 400 days. */
const COOKIE_SECONDS = 400 * 86_400;

const write = (name: string, value: string, seconds: number, domain: string): void => {
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not everywhere
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${value ? seconds : 0};samesite=lax${
      domain && `;domain=${domain}`
    }${location.protocol === 'https:' ? ';secure' : ''}`;
  } catch {
    // Blocked, as in a sandboxed frame: reading back tells.
  }
};

/** The value of the first cookie whose name matches, decoded; '' when there is none. */
export const readCookie = (name: string): string => {
  let value = '';
  try {
    value = new RegExp(`(?:^|; *)${name}=([^;]*)`).exec(document.cookie)?.[1] ?? '';
    return decodeURIComponent(value);
  } catch {
    // Blocked: ''. Or written by somebody else with a stray %: as it is.
    return value;
  }
};

/** Domains of the page that may have cookies, the widest first; none for IP addresses and single labels. */
const readParents = (): string[] => {
  const { hostname } = location;
  const labels = hostname.split('.');
  return /^[\d.]*$|:/.test(hostname)
    ? []
    : labels.slice(1).map((_, index) => labels.slice(-index - 2).join('.'));
};

let widest: string | undefined;

/** The widest domain that accepts a cookie, found by trial, once; '' means host-only. */
export const readCookieDomain = (): string => {
  widest ??= readParents().find((domain) => {
    write('km_d', '1', 9, domain);
    const sticks = readCookie('km_d');
    write('km_d', '', 0, domain);
    return sticks;
  });
  widest ??= '';
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
  for (const other of ['', ...readParents()]) if (other !== domain) write(name, '', 0, other);
  write(name, value, seconds, domain);
  return readCookie(name) === value;
};
