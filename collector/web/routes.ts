/** The app lives below this path. */
export const BASE = '/app/';

/** A page of a site, and what is open in it. */
export interface Route {
  site: string;
  page: string;
  rest: string[];
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    // A hand-typed `%` does not break the app: the page then says that it found nothing.
    return part;
  }
};

/** `/app/demo/people/7f3a` → site, page and rest; empty where the address ends early. */
export const parseRoute = (path: string): Route => {
  const [site = '', page = '', ...rest] = path
    .slice(BASE.length)
    .split('/')
    .filter(Boolean)
    .map(decode);
  return { site, page, rest };
};

/** The address of a page of a site, or of something in it. */
export const formatHref = (site: string, page: string, ...rest: string[]): string =>
  BASE + [site, page, ...rest].map(encodeURIComponent).join('/');

/** The page that finds a person by one identity, as it was sent. */
export const formatFindHref = (site: string, identity: string): string =>
  `${formatHref(site, 'people', 'find')}?${new URLSearchParams({ identity })}`;
