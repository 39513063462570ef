/** The app lives below this path. */
export const BASE = '/app/';

/** A room of a site, and what is open in it. */
export interface Route {
  site: string;
  room: string;
  rest: string[];
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    // A hand-typed `%` is no reason to show nothing: the room says that it has no such page.
    return part;
  }
};

/** `/app/demo/people/7f3a` → site, room and rest; empty where the address ends early. */
export const toRoute = (path: string): Route => {
  const [site = '', room = '', ...rest] = path
    .slice(BASE.length)
    .split('/')
    .filter(Boolean)
    .map(decode);
  return { site, room, rest };
};

/** The address of a room of a site, or of something in it. */
export const toHref = (site: string, room: string, ...rest: string[]): string =>
  BASE + [site, room, ...rest].map(encodeURIComponent).join('/');

/** The page that finds a person by one identity, as it was sent. */
export const toFindHref = (site: string, identity: string): string =>
  `${toHref(site, 'people', 'find')}?${new URLSearchParams({ identity })}`;
