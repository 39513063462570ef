import { isIP } from 'node:net';

/** Disk space that must stay free: a number of bytes or a part of the disk, whichever is less. */
export interface DiskFloor {
  bytes: number;
  part: number;
}

/** What roles a value of a sign-on provider's claim gives. */
export interface ClaimRole {
  value: string;
  role: 'viewer' | 'analyst' | 'admin' | 'owner';
  /** Key of a site; absent: all sites. */
  site?: string;
}

/** A port; as all parsers here, undefined where the text is none. */
export const parsePort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

export const parseHost = (text: string): string | undefined =>
  /^[\w.:-]+$/.test(text) ? text : undefined;

/** A shorter token that a person has made up can be guessed. */
export const TOKEN_CHARACTERS = 20;

export const parseToken = (text: string): string | undefined =>
  /^[\x21-\x7e]+$/.test(text) && text.length >= TOKEN_CHARACTERS ? text : undefined;

export const parsePublicUrl = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, search, hash, username } = new URL(text);
  if (!/^https?:$/.test(protocol) || search || hash || username) return undefined;
  return origin + pathname.replace(/\/+$/, '');
};

export const parseIssuer = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, search, hash } = new URL(text);
  const isNear = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isNear)) && !search && !hash
    ? text
    : undefined;
};

export const parseDomains = (text: string): string[] | undefined => {
  const domains = text.split(',').map((domain) => domain.trim().toLowerCase().replace(/^@/, ''));
  return domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
    ? domains
    : undefined;
};

/** `it=owner, shop-team=admin@shop` → what the values of a claim give; undefined where it is no such list. */
export const parseClaimRoles = (text: string): ClaimRole[] | undefined => {
  const roles = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part): ClaimRole | undefined => {
      const [, value, role, site] =
        /^(.+)=(viewer|analyst|admin|owner)(?:@([A-Za-z0-9_-]{1,64}))?$/.exec(part) ?? [];
      if (!value || !role || (role === 'owner' && site)) return undefined;
      return { value, role: role as ClaimRole['role'], ...(site && { site }) };
    });
  return roles.includes(undefined) ? undefined : (roles as ClaimRole[]);
};

export const parseSmtpUrl = (text: string): string | undefined =>
  URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname
    ? text
    : undefined;

export const parseMailFrom = (text: string): string | undefined =>
  /^([^<>"\r\n]{0,100}<)?[^\s@<>"]{1,64}@[^\s@<>"]{1,255}>?$/.test(text) ? text : undefined;

export const parseSwitch = (text: string): boolean | undefined =>
  text === 'true' || text === 'false' ? text === 'true' : undefined;

/** `10.0.0.0/8`: an address, and how many of its bits count. */
const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= BITS[family]!);
  return family > 0 && isPrefix && !rest.length;
};
const BITS: Record<number, number> = { 4: 32, 6: 128 };

/** Networks that have a name, as Fastify knows them. */
const NETWORKS = /^(loopback|linklocal|uniquelocal)$/;

/** `caddy`, `proxy.example.com`. The last part is no number, else a mistyped address would be one. */
const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9_]([\w-]{0,61}[a-z0-9_])?\.)*(?!\d+$)[a-z0-9_]([\w-]{0,61}[a-z0-9_])?$/i;

/** What somebody writes who means a switch. */
const NO_HOST = /^(true|false|yes|no|on|off|y|n|t|f|all|any|none|null|undefined)$/i;

/** Whether a proxy is told by the name of its host, whose address has to be looked up. */
export const isHostName = (proxy: string): boolean => !NETWORKS.test(proxy) && !isNetwork(proxy);

export const parseProxies = (text: string): boolean | number | string[] | undefined => {
  if (parseSwitch(text) !== undefined) return parseSwitch(text);
  if (/^\d+$/.test(text)) return Number(text);
  const proxies = text.split(',').map((proxy) => proxy.trim());
  const isKnown = (proxy: string) =>
    !isHostName(proxy) || (HOST_NAME.test(proxy) && !NO_HOST.test(proxy));
  return proxies.every(isKnown) ? proxies : undefined;
};

const UNITS = {
  '': 1,
  k: 1000,
  m: 1000 ** 2,
  g: 1000 ** 3,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
};

export const parseBytes = (text: string): number | undefined => {
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,9})?) ?((?:[kmg]i?)?)b?$/i.exec(text) ?? [];
  return number === undefined
    ? undefined
    : Math.round(Number(number) * UNITS[unit!.toLowerCase() as keyof typeof UNITS]);
};

export const parseDiskFloor = (text: string): DiskFloor | undefined => {
  const [, percent] = /^(\d{1,2}(?:\.\d{1,9})?) ?%$/.exec(text) ?? [];
  if (percent !== undefined)
    return { bytes: Number.POSITIVE_INFINITY, part: Number(percent) / 100 };
  const bytes = parseBytes(text);
  return bytes === undefined ? undefined : { bytes, part: 1 };
};
