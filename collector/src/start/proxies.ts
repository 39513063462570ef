import { lookup as lookupHost } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { compile } from '@fastify/proxy-addr';
import { isHostName } from '../config/values.js';

/** The address of a container is another one after it was made again. */
const LOOK_MS = 10_000;
/** Whom nobody trusts may be a proxy that has just moved: this often at most, that is looked at. */
const SOON_MS = 1_000;
/** A name server that does not answer must not keep hits from being taken. */
const FIRST_LOOK_MS = 3_000;

type Lookup = (host: string) => Promise<string[]>;

const lookupAll: Lookup = async (host) =>
  (await lookupHost(host, { all: true })).map(({ address }) => address);

/** Says that a host has no address, as opposed to: nobody could be asked. */
const isMissing = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'ENOTFOUND' || code === 'ENODATA';

/** Who is a proxy of ours. */
export interface Proxies {
  /** Whether a request that comes from this address may say whose it is. */
  trusts: (address: string) => boolean;
  /** Hosts that have no address at the moment. */
  missing(): string[];
  /** Looks hosts up again, as it does by itself every ten seconds. */
  look(): Promise<void>;
  close(): void;
}

/** Follows the addresses of proxies that are named by their hosts, as in the network that Docker Compose makes. */
export const watchProxies = async (
  proxies: readonly string[],
  {
    report,
    now = Date.now,
    lookup = lookupAll,
  }: { report: (message: string) => void; now?: () => number; lookup?: Lookup },
): Promise<Proxies> => {
  const fixed = proxies.filter((proxy) => !isHostName(proxy));
  const found = new Map<string, string[]>();
  for (const proxy of proxies) if (isHostName(proxy)) found.set(proxy, []);
  const told = new Set<string>();
  let isTrusted = compile(fixed);
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  const lookUp = async (host: string): Promise<void> => {
    try {
      found.set(host, await lookup(host));
      told.delete(host);
    } catch (error) {
      if (isMissing(error as NodeJS.ErrnoException)) found.set(host, []);
      if (found.get(host)?.length || told.has(host)) return;
      told.add(host);
      report(
        `KMQ_TRUST_PROXY names "${host}", which has no address (${(error as NodeJS.ErrnoException).code}). Its X-Forwarded headers are ignored until it has one.`,
      );
    }
  };
  const look = (): Promise<void> => {
    lookedAt = now();
    looking ??= Promise.all([...found.keys()].map(lookUp)).then(() => {
      isTrusted = compile([...fixed, ...[...found.values()].flat()]);
      looking = undefined;
    });
    return looking;
  };

  await Promise.race([look(), sleep(FIRST_LOOK_MS, undefined, { ref: false })]);
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    trusts(address) {
      if (isTrusted(address, 0)) return true;
      if (now() - lookedAt >= SOON_MS) void look();
      return false;
    },
    missing: () => [...found].flatMap(([host, addresses]) => (addresses.length ? [] : host)),
    look,
    close: () => clearInterval(timer),
  };
};
