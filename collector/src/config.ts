import { isIP } from 'node:net';
import { resolve } from 'node:path';

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

/** What the collector is told from outside; nothing else configures it. */
export interface Config {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the one folder with everything. */
  readonly data: string;
  /** An admin token of the API, chosen by the operator. */
  readonly token?: string;
  /** Address of the collector in production, without a slash at its end. */
  readonly publicUrl?: string;
  /** A port of their own for app and API. */
  readonly appPort?: number;
  /** Absolute path of a database that tells the country of an address. */
  readonly countries?: string;
  /** Whether the story of a made-up company is loaded. */
  readonly history: boolean;
  /** Whose `X-Forwarded-…` headers count: everybody's, those of so many hops, or of these addresses, networks and hosts. */
  readonly trustProxy: boolean | number | string[];
  /** Most bytes of hits in a second, of a site and of one sender; 0: any number. */
  readonly siteBytes?: number;
  readonly senderBytes?: number;
  /** What has to stay free on the disk, for hits to be taken. */
  readonly diskFloor?: DiskFloor;
  /** Whether this is a container, whose data goes with it unless it is on a volume. */
  readonly container?: boolean;
  /** The mail server for invitations and new passwords, and the address that they come from. */
  readonly mail?: { url: string; from: string };
  /** Single sign-on by OpenID Connect. */
  readonly provider?: {
    issuer: string;
    clientId: string;
    clientSecret: string;
    name: string;
    domains: readonly string[];
    claim?: string;
    roles: readonly ClaimRole[];
  };
}

/** Settings by the names of their variables; flags of the same names win over the environment. */
export const SETTINGS = {
  KMQ_PORT: 'port to listen on; 0: any free one (default 8484)',
  KMQ_HOST: 'address to listen on (default 127.0.0.1)',
  KMQ_DATA: 'folder for everything that is kept (default ./data)',
  KMQ_TOKEN:
    'admin token of the API, at least 20 characters (generated and printed at the first start when absent)',
  KMQ_PUBLIC_URL:
    'address of the collector in production; turns off the demo site and the demo shop',
  KMQ_APP_PORT: 'separate port for app and API',
  KMQ_COUNTRIES:
    'database (.mmdb) that tells the country of a visitor; without it, no lookup is made',
  KMQ_HISTORY: 'true: load a year of demo data into a separate site, saas',
  KMQ_TRUST_PROXY:
    'trust X-Forwarded-… headers: true, a number of proxies, or their addresses, networks (10.0.0.0/8) and host names',
  KMQ_SITE_BYTES: 'maximum bytes of hits per second per site; 0: no limit (default 32 MiB)',
  KMQ_SENDER_BYTES:
    'maximum bytes of hits per second per address (IPv6: per /64); 0: no limit (default 16 MiB)',
  KMQ_DISK_FLOOR:
    'free disk space below which hits of the busiest sites are refused; below half of it, all hits (default 1 GiB, at most 5%)',
  KMQ_SMTP_URL:
    'mail server for invitations and new passwords, such as smtps://user:password@smtp.example.com; without it, links are copied',
  KMQ_MAIL_FROM: 'address that messages come from, such as kmq@example.com',
  KMQ_OIDC_ISSUER:
    'single sign-on: issuer of the OpenID Connect provider, such as https://accounts.google.com',
  KMQ_OIDC_CLIENT_ID: 'single sign-on: id of the collector at the provider',
  KMQ_OIDC_CLIENT_SECRET: 'single sign-on: secret of the collector at the provider',
  KMQ_OIDC_NAME: 'single sign-on: name on the sign-in button (default: the host of the issuer)',
  KMQ_OIDC_DOMAINS:
    'single sign-on: e-mail domains, separated by commas, that can sign in without an invitation',
  KMQ_OIDC_CLAIM: 'single sign-on: claim that gives roles, such as groups or realm_access.roles',
  KMQ_OIDC_ROLES:
    'single sign-on: roles by the value of the claim, such as it=owner, sales=viewer, shop-team=admin@shop',
  KMQ_CONTAINER: 'true: warn when data would be lost with its container; the image sets it',
} as const;

/** Name of a setting. */
export type Setting = keyof typeof SETTINGS;

/** Those whose flag alone means `true`. */
export const SWITCHES: readonly Setting[] = ['KMQ_HISTORY', 'KMQ_CONTAINER'];

/** Those whose values are not shown, not even where they are wrong. */
const SECRETS: readonly Setting[] = ['KMQ_TOKEN', 'KMQ_SMTP_URL', 'KMQ_OIDC_CLIENT_SECRET'];

/** `KMQ_APP_PORT` → `app-port`. */
export const formatFlag = (setting: Setting): string =>
  setting.slice('KMQ_'.length).toLowerCase().replaceAll('_', '-');

/** Each reader answers the value, or undefined where the text is none. */
const parsePort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

const parseHost = (text: string): string | undefined =>
  /^[\w.:-]+$/.test(text) ? text : undefined;

/** A shorter token that a person has made up can be guessed. */
const TOKEN_CHARACTERS = 20;

const parseToken = (text: string): string | undefined =>
  /^[\x21-\x7e]+$/.test(text) && text.length >= TOKEN_CHARACTERS ? text : undefined;

const parsePublicUrl = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, search, hash, username } = new URL(text);
  if (!/^https?:$/.test(protocol) || search || hash || username) return undefined;
  return origin + pathname.replace(/\/+$/, '');
};

const parseIssuer = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, search, hash } = new URL(text);
  const isNear = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isNear)) && !search && !hash
    ? text
    : undefined;
};

const parseDomains = (text: string): string[] | undefined => {
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

const parseSmtpUrl = (text: string): string | undefined =>
  URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname
    ? text
    : undefined;

const parseMailFrom = (text: string): string | undefined =>
  /^([^<>"\r\n]{0,100}<)?[^\s@<>"]{1,64}@[^\s@<>"]{1,255}>?$/.test(text) ? text : undefined;

const parseSwitch = (text: string): boolean | undefined =>
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

const parseProxies = (text: string): boolean | number | string[] | undefined => {
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

const parseBytes = (text: string): number | undefined => {
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,9})?) ?((?:[kmg]i?)?)b?$/i.exec(text) ?? [];
  return number === undefined
    ? undefined
    : Math.round(Number(number) * UNITS[unit!.toLowerCase() as keyof typeof UNITS]);
};

const parseDiskFloor = (text: string): DiskFloor | undefined => {
  const [, percent] = /^(\d{1,2}(?:\.\d{1,9})?) ?%$/.exec(text) ?? [];
  if (percent !== undefined)
    return { bytes: Number.POSITIVE_INFINITY, part: Number(percent) / 100 };
  const bytes = parseBytes(text);
  return bytes === undefined ? undefined : { bytes, part: 1 };
};

type Environment = Record<string, string | undefined>;

/** What Kubernetes tells each pod about a service `kmq` or `kmq-…`, and Docker about a linked container, with what it may say. */
const SERVICE_LINKS: readonly [name: RegExp, text: RegExp][] = [
  [/^KMQ(_\w+)?_SERVICE_HOST$/, /^[\da-f.:]+$/i],
  [/^KMQ(_\w+)?_SERVICE_PORT(_\w+)?$/, /^\d+$/],
  [/^KMQ(_\w+)?_PORT$/, /^(tcp|udp|sctp):\/\//],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)$/, /^(tcp|udp|sctp):\/\//],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)_PROTO$/, /^(tcp|udp|sctp)$/],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)_PORT$/, /^\d+$/],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)_ADDR$/, /^[\da-f.:]+$/i],
];

const findServiceLinks = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter((name) =>
      SERVICE_LINKS.some(
        ([names, texts]) => names.test(name) && texts.test(environment[name] ?? ''),
      ),
    )
    .sort();

/** Nobody has set them, so they are no reason not to start. */
const toLinkWarning = (links: readonly string[]): string =>
  `Ignored ${links.join(', ')}: Kubernetes sets ${links.length > 1 ? 'these variables' : 'this variable'} for a service whose name begins with kmq. Set enableServiceLinks: false in the pod, or rename the service.`;

/** A misspelled name would be a setting that is silently not set. */
const findUnknown = (environment: Environment): string[] => {
  const unknown = Object.keys(environment)
    .filter((name) => /^KMQ_/i.test(name) && !Object.hasOwn(SETTINGS, name))
    .sort();
  return unknown.length
    ? [
        `The environment sets ${unknown.join(', ')}, which the collector does not know. Correct or unset ${unknown.length > 1 ? 'them' : 'it'}; the settings are ${Object.keys(SETTINGS).join(', ')}.`,
      ]
    : [];
};

/** Flags and environment → the configuration and what to say about it, or everything that is wrong with it, a sentence each. */
export const readConfig = (
  flags: Partial<Record<Setting, string>>,
  given: Environment,
): { config: Config; warnings?: string[] } | { problems: string[] } => {
  const links = findServiceLinks(given);
  const environment = { ...given };
  for (const name of links) delete environment[name];
  const problems = findUnknown(environment);
  const read = <T>(
    name: Setting,
    to: (text: string) => T | undefined,
    wanted: string,
  ): T | undefined => {
    const text = (flags[name] ?? environment[name])?.trim();
    if (!text) return undefined;
    const value = to(text);
    if (value === undefined)
      problems.push(
        `${name} (--${formatFlag(name)}) is ${SECRETS.includes(name) ? 'not usable' : JSON.stringify(text)}; it must be ${wanted}.`,
      );
    return value;
  };

  const port = read('KMQ_PORT', parsePort, 'a port number from 0 to 65535') ?? 8484;
  const appPort = read('KMQ_APP_PORT', parsePort, 'a port number from 0 to 65535');
  if (appPort && appPort === port)
    problems.push(
      `KMQ_APP_PORT (--app-port) is ${port}, the same as KMQ_PORT; choose another port.`,
    );
  const host =
    read('KMQ_HOST', parseHost, 'an address or a host name, such as 127.0.0.1') ?? '127.0.0.1';
  const data = resolve(read('KMQ_DATA', (text) => text, 'a folder') ?? 'data');
  const token = read(
    'KMQ_TOKEN',
    parseToken,
    `at least ${TOKEN_CHARACTERS} visible ASCII characters without spaces`,
  );
  const publicUrl = read(
    'KMQ_PUBLIC_URL',
    parsePublicUrl,
    'an address such as https://t.example.com',
  );
  const countries = read('KMQ_COUNTRIES', (text) => resolve(text), 'a file');
  const history = read('KMQ_HISTORY', parseSwitch, 'true or false') ?? false;
  if (history && publicUrl)
    problems.push(
      'KMQ_HISTORY (--history) loads demo data; it cannot be used with KMQ_PUBLIC_URL.',
    );
  const proxies =
    'true, false, a number of proxies, or addresses, networks such as 10.0.0.0/8 and host names, separated by commas';
  const trustProxy = read('KMQ_TRUST_PROXY', parseProxies, proxies) ?? false;

  const sizes = 'a number of bytes, such as 500 MB or 32 MiB';
  const siteBytes = read('KMQ_SITE_BYTES', parseBytes, sizes);
  const senderBytes = read('KMQ_SENDER_BYTES', parseBytes, sizes);
  const diskFloor = read(
    'KMQ_DISK_FLOOR',
    parseDiskFloor,
    `${sizes}, or a part of the disk, such as 5%`,
  );

  const smtpUrl = read(
    'KMQ_SMTP_URL',
    parseSmtpUrl,
    'an address such as smtps://user:password@smtp.example.com',
  );
  const mailFrom = read(
    'KMQ_MAIL_FROM',
    parseMailFrom,
    'an e-mail address, such as kmq@example.com',
  );
  const isSet = (name: Setting) => Boolean((flags[name] ?? environment[name])?.trim());
  if (isSet('KMQ_SMTP_URL') !== isSet('KMQ_MAIL_FROM'))
    problems.push(
      `${isSet('KMQ_SMTP_URL') ? 'KMQ_MAIL_FROM' : 'KMQ_SMTP_URL'} is missing; KMQ_SMTP_URL and KMQ_MAIL_FROM are set together.`,
    );
  if (smtpUrl && !publicUrl)
    problems.push(
      'KMQ_SMTP_URL needs KMQ_PUBLIC_URL: links in messages begin with the public address.',
    );

  const issuer = read('KMQ_OIDC_ISSUER', parseIssuer, 'an https address without a query');
  const clientId = read('KMQ_OIDC_CLIENT_ID', (text) => text, 'a text');
  const clientSecret = read('KMQ_OIDC_CLIENT_SECRET', (text) => text, 'a text');
  const providerName = read('KMQ_OIDC_NAME', (text) => text.slice(0, 60), 'a text');
  const domains = read('KMQ_OIDC_DOMAINS', parseDomains, 'domains separated by commas') ?? [];
  const claim = read('KMQ_OIDC_CLAIM', (text) => text, 'the name of a claim');
  const claimRoles =
    read(
      'KMQ_OIDC_ROLES',
      parseClaimRoles,
      'a list such as it=owner, sales=viewer, shop-team=admin@shop',
    ) ?? [];
  const ids = ['KMQ_OIDC_ISSUER', 'KMQ_OIDC_CLIENT_ID', 'KMQ_OIDC_CLIENT_SECRET'] as const;
  const missing = ids.filter((name) => !isSet(name));
  const others = ['KMQ_OIDC_NAME', 'KMQ_OIDC_DOMAINS', 'KMQ_OIDC_CLAIM', 'KMQ_OIDC_ROLES'] as const;
  if (missing.length && (missing.length < ids.length || others.some(isSet)))
    problems.push(`${missing.join(', ')} is missing; single sign-on needs ${ids.join(', ')}.`);
  if (!missing.length && !publicUrl)
    problems.push(
      'KMQ_OIDC_ISSUER needs KMQ_PUBLIC_URL: the provider sends people back to the public address.',
    );
  if (isSet('KMQ_OIDC_CLAIM') !== isSet('KMQ_OIDC_ROLES'))
    problems.push(
      `${isSet('KMQ_OIDC_CLAIM') ? 'KMQ_OIDC_ROLES' : 'KMQ_OIDC_CLAIM'} is missing; KMQ_OIDC_CLAIM and KMQ_OIDC_ROLES are set together.`,
    );

  const container = read('KMQ_CONTAINER', parseSwitch, 'true or false') ?? false;

  if (problems.length) return { problems };
  return {
    ...(links.length ? { warnings: [toLinkWarning(links)] } : {}),
    config: Object.freeze({
      port,
      host,
      data,
      trustProxy,
      history,
      ...(token === undefined ? {} : { token }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(appPort === undefined ? {} : { appPort }),
      ...(countries === undefined ? {} : { countries }),
      ...(siteBytes === undefined ? {} : { siteBytes }),
      ...(senderBytes === undefined ? {} : { senderBytes }),
      ...(diskFloor === undefined ? {} : { diskFloor }),
      ...(container ? { container } : {}),
      ...(issuer && clientId && clientSecret
        ? {
            provider: {
              ...{ issuer, clientId, clientSecret, domains, roles: claimRoles },
              name: providerName ?? new URL(issuer).hostname,
              ...(claim && { claim }),
            },
          }
        : {}),
      ...(smtpUrl && mailFrom ? { mail: { url: smtpUrl, from: mailFrom } } : {}),
    }),
  };
};
