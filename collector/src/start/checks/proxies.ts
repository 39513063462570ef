import { isHostName } from '../../config/values.js';
import { watchProxies } from '../proxies.js';
import type { Check } from './finding.js';

/** Whether proxies that are named by their hosts have addresses. */
export const checkProxies: Check = async ({ trustProxy }) => {
  if (!Array.isArray(trustProxy)) return [];
  const hosts = trustProxy.filter(isHostName);
  const proxies = await watchProxies(hosts, { report: () => undefined });
  proxies.close();
  const missing = proxies.missing();
  return hosts.map((host) =>
    missing.includes(host)
      ? {
          ok: false,
          text: `KMQ_TRUST_PROXY names "${host}", which has no address here. Start the proxy, or correct the name.`,
        }
      : { ok: true, text: `The proxy "${host}" has an address.` },
  );
};
