import { isbot } from 'isbot';

/** What a site leaves out of its reports. */
export interface LeftOut {
  /** Crawlers, previews and other programs that say so. */
  leaveOutBots: boolean;
  /** Browsers without a window: tests, and pages that are rendered for others. */
  leaveOutHeadless: boolean;
  /** Addresses of the company's own people. */
  internalAddresses: readonly string[];
}

const HEADLESS = /headless/i;
/** Every browser says so, and every robot that runs pages; a server that sends batches itself means what it sends. */
const BROWSER = /^Mozilla\//;

/** Whether hits of a browser client are left out. Addresses are compared and never kept. */
export const isLeftOut = (
  { leaveOutBots, leaveOutHeadless, internalAddresses }: LeftOut,
  { agent = '', address }: { agent?: string | undefined; address: string },
): boolean => {
  if (internalAddresses.includes(address.replace(/^::ffff:/, ''))) return true;
  if (HEADLESS.test(agent)) return leaveOutHeadless;
  return leaveOutBots && BROWSER.test(agent) && isbot(agent);
};
