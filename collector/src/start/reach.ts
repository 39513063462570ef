import { hostname, type NetworkInterfaceInfo, networkInterfaces, userInfo } from 'node:os';
import { toUrl } from './welcome.js';

/** What is known of the machine and of how somebody sits at it. */
export interface Machine {
  /** The environment of the process. */
  environment: Record<string, string | undefined>;
  platform: string;
  user: string;
  name: string;
  interfaces: Record<string, NetworkInterfaceInfo[] | undefined>;
}

/** This machine. */
export const readMachine = (): Machine => ({
  environment: process.env,
  platform: process.platform,
  user: process.env.SUDO_USER || userInfo().username,
  name: hostname(),
  interfaces: networkInterfaces(),
});

const LOOPBACK = /^(localhost|127\.[\d.]+|::1)$/;

/** Addresses of the machine in networks, for a server that listens on all of them. */
export const findAddresses = (host: string, port: number, { interfaces }: Machine): string[] => {
  const family = { '0.0.0.0': /^IPv4$/, '::': /^IPv[46]$/ }[host];
  if (!family) return [];
  return Object.values(interfaces)
    .flatMap((found) => found ?? [])
    .filter((each) => !each.internal && family.test(each.family) && !/^fe80:/i.test(each.address))
    .map(({ address }) => toUrl(address, port));
};

/** Whether no browser can be opened where somebody reads what is printed. */
const hasNoBrowser = ({ environment, platform }: Machine): boolean =>
  Boolean(environment.SSH_CONNECTION) ||
  (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY);

/**
 * The command that brings ports of this machine to the one that somebody sits at; undefined where a browser runs here, or
 * the ports can be reached from elsewhere.
 */
export const formatTunnel = (
  host: string,
  ports: number[],
  machine: Machine,
): string | undefined => {
  if (!LOOPBACK.test(host) || !hasNoBrowser(machine)) return undefined;
  const [, , address = machine.name] = machine.environment.SSH_CONNECTION?.split(' ') ?? [];
  const near = host.includes(':') ? `[${host}]` : host;
  const forwards = ports.map((port) => `-L ${port}:${near}:${port}`).join(' ');
  return `ssh -N ${forwards} ${machine.user}@${address}`;
};
