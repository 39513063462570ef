import type { FastifyRequest } from 'fastify';
import { parseAddress } from '../../ingest/admission/addresses.js';

/** Some proxies send an IP address with its port, which differs for each connection. */
const WITH_PORT = /^\s*(?:\[(.+)\]|([\d.]+))(?::\d+)?\s*$/;

/** Address of who sent a request, in its shortest form; behind a trusted proxy, as that tells it, without a port. */
export const readAddress = ({ ip }: Pick<FastifyRequest, 'ip'>): string => {
  const [, bracketed, plain] = WITH_PORT.exec(ip) ?? [];
  const address = plain ?? bracketed ?? ip;
  return plain ?? parseAddress(address) ?? address;
};
