import { isbot } from 'isbot';
import { isBrowser } from '../record.js';
import { isInRanges } from './addresses.js';

/** Traffic that a site excludes from reports. */
export interface LeftOut {
  /** Excludes crawlers, link previews and other programs that identify themselves. */
  leaveOutBots: boolean;
  /** Excludes headless and automated browsers, such as tests. */
  leaveOutHeadless: boolean;
  /** IP addresses and ranges to exclude, such as `203.0.113.7` and `2001:db8::/64`. */
  internalAddresses: readonly string[];
}

/** Who sent a batch. */
export interface Sender {
  agent?: string | undefined;
  /** The client says that a program drives its browser. */
  automated?: boolean;
  address: string;
}

const HEADLESS = /headless/i;

/** The same few browsers send most batches, and looking closely at one costs as much as its hits. */
const KNOWN_AGENTS = 1_000;
const known = new Map<string, boolean>();

const isRobot = (agent: string): boolean => {
  const found = known.get(agent);
  if (found !== undefined) return found;
  if (known.size >= KNOWN_AGENTS) known.clear();
  const robot = isBrowser(agent) && isbot(agent);
  known.set(agent, robot);
  return robot;
};

/** Whether hits of a browser client are left out. Addresses are compared and never kept. */
export const isLeftOut = (
  { leaveOutBots, leaveOutHeadless, internalAddresses }: LeftOut,
  { agent = '', automated, address }: Sender,
): boolean => {
  if (isInRanges(address, internalAddresses)) return true;
  if (automated || HEADLESS.test(agent)) return leaveOutHeadless;
  return leaveOutBots && isRobot(agent);
};
