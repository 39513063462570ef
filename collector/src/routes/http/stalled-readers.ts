import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A client that has read nothing at this many checks is gone, or an attacker. */
const STALLED_LOOKS = 4;

interface Watched {
  /** Bytes that the other side had taken at the last look. */
  taken: number;
  looks: number;
}

/** Closes connections on which answers wait and nothing is read, whatever they are an answer to. */
export const closeStalledReaders = (server: Server, lookMs: number): void => {
  const sockets = new Map<Socket, Watched>();
  server.on('connection', (socket) => {
    sockets.set(socket, { taken: 0, looks: 0 });
    socket.once('close', () => sockets.delete(socket));
  });
  const look = () => {
    for (const [socket, watched] of sockets) {
      const taken = socket.bytesWritten - socket.writableLength;
      const isStalled = socket.writableLength > 0 && taken === watched.taken;
      watched.looks = isStalled ? watched.looks + 1 : 0;
      watched.taken = taken;
      if (watched.looks >= STALLED_LOOKS) socket.destroy();
    }
  };
  const timer = setInterval(look, lookMs).unref();
  server.once('close', () => clearInterval(timer));
};
