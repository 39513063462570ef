import type { Socket } from 'node:net';

/** How long a client that is still sending can read the answer. */
const LINGER_MS = 1_000;

/** Says the last thing on a connection and closes it, whatever the other side does. */
export const endSocket = (socket: Socket, last: string | Buffer): void => {
  // Drops what still arrives: unread bytes would reset the connection on closing, and the answer would be lost.
  socket.resume();
  socket.end(last);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
};
