import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { Parts } from '../parts.js';

/** A year, as browsers' lists of such hosts want it; the host alone, since others below it are not ours to decide. */
const TLS_ONLY = { maxAge: 31_536_000, includeSubDomains: false };

/** Headers that say by what ways pages may be reached: by TLS alone where it is known, and in no frame. */
export const createTransportHeader = ({
  publicOrigin,
}: Pick<Parts, 'publicOrigin'>): FastifyHelmetOptions => ({
  strictTransportSecurity: publicOrigin?.startsWith('https:') ? TLS_ONLY : false,
  // What `frame-ancestors` says, for browsers that do not know it.
  xFrameOptions: { action: 'deny' },
});
