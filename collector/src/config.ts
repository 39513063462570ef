import { resolve } from 'node:path';
import { findServiceLinks, formatLinkWarning } from './config/service-links.js';
import {
  type ClaimRole,
  type DiskFloor,
  parseBytes,
  parseClaimRoles,
  parseDiskFloor,
  parseDomains,
  parseHost,
  parseIssuer,
  parseMailFrom,
  parsePort,
  parseProxies,
  parsePublicUrl,
  parseSmtpUrl,
  parseSwitch,
  parseToken,
  TOKEN_CHARACTERS,
} from './config/values.js';

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

type Environment = Record<string, string | undefined>;

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

/** Reads settings one by one, and collects what is wrong with them. */
interface Reader {
  read<T>(name: Setting, parse: (text: string) => T | undefined, wanted: string): T | undefined;
  isSet(name: Setting): boolean;
  problems: string[];
}

const createReader = (
  flags: Partial<Record<Setting, string>>,
  environment: Environment,
): Reader => {
  const problems = findUnknown(environment);
  const find = (name: Setting) => (flags[name] ?? environment[name])?.trim();
  return {
    problems,
    isSet: (name) => Boolean(find(name)),
    read(name, parse, wanted) {
      const text = find(name);
      if (!text) return undefined;
      const value = parse(text);
      if (value === undefined)
        problems.push(
          `${name} (--${formatFlag(name)}) is ${SECRETS.includes(name) ? 'not usable' : JSON.stringify(text)}; it must be ${wanted}.`,
        );
      return value;
    },
  };
};

/** The mail server, where one is set. */
const readMail = (
  { read, isSet, problems }: Reader,
  publicUrl: string | undefined,
): Config['mail'] => {
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
  if (isSet('KMQ_SMTP_URL') !== isSet('KMQ_MAIL_FROM'))
    problems.push(
      `${isSet('KMQ_SMTP_URL') ? 'KMQ_MAIL_FROM' : 'KMQ_SMTP_URL'} is missing; KMQ_SMTP_URL and KMQ_MAIL_FROM are set together.`,
    );
  if (smtpUrl && !publicUrl)
    problems.push(
      'KMQ_SMTP_URL needs KMQ_PUBLIC_URL: links in messages begin with the public address.',
    );
  return smtpUrl && mailFrom ? { url: smtpUrl, from: mailFrom } : undefined;
};

/** The sign-on provider, where one is set. */
const readProvider = (
  { read, isSet, problems }: Reader,
  publicUrl: string | undefined,
): Config['provider'] => {
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
    problems.push(
      `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing; single sign-on needs ${ids.join(', ')}.`,
    );
  if (!missing.length && !publicUrl)
    problems.push(
      'KMQ_OIDC_ISSUER needs KMQ_PUBLIC_URL: the provider sends people back to the public address.',
    );
  if (isSet('KMQ_OIDC_CLAIM') !== isSet('KMQ_OIDC_ROLES'))
    problems.push(
      `${isSet('KMQ_OIDC_CLAIM') ? 'KMQ_OIDC_ROLES' : 'KMQ_OIDC_CLAIM'} is missing; KMQ_OIDC_CLAIM and KMQ_OIDC_ROLES are set together.`,
    );
  if (!issuer || !clientId || !clientSecret) return undefined;
  return {
    ...{ issuer, clientId, clientSecret, domains, roles: claimRoles },
    name: providerName ?? new URL(issuer).hostname,
    ...(claim && { claim }),
  };
};

/** Flags and environment → the configuration and what to say about it, or everything that is wrong with it, a sentence each. */
export const readConfig = (
  flags: Partial<Record<Setting, string>>,
  given: Environment,
): { config: Config; warnings?: string[] } | { problems: string[] } => {
  const links = findServiceLinks(given);
  const environment = { ...given };
  for (const name of links) delete environment[name];
  const reader = createReader(flags, environment);
  const { read, problems } = reader;

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

  const mail = readMail(reader, publicUrl);
  const provider = readProvider(reader, publicUrl);
  const container = read('KMQ_CONTAINER', parseSwitch, 'true or false') ?? false;

  if (problems.length) return { problems };
  return {
    ...(links.length ? { warnings: [formatLinkWarning(links)] } : {}),
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
      ...(provider ? { provider } : {}),
      ...(mail ? { mail } : {}),
    }),
  };
};
