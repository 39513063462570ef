import type { FastifyRequest } from 'fastify';

/** Some proxies tell an address with its port, which is another one for each connection. */
const WITH_PORT = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/;

/** An address of IPv4 as a socket of both kinds has it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** Address of who sent a request, in its shortest form; behind a trusted proxy, as that tells it, without a port. */
export const toAddress = ({ ip }: Pick<FastifyRequest, 'ip'>): string => {
  const [, bracketed, plain] = WITH_PORT.exec(ip) ?? [];
  return (bracketed ?? plain ?? ip).replace(MAPPED, '');
};
