import type { Socket } from 'node:net';

/** A sender that is still sending has so long to read the answer. */
const LINGER_MS = 1_000;

/** Says the last thing on a connection and closes it, whatever the other side does. */
export const endSocket = (socket: Socket, last: string | Buffer): void => {
  // What still comes is dropped: bytes that nobody reads would take the answer back on closing.
  socket.resume();
  socket.end(last);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
};
