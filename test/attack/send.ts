import { connect, type Socket } from 'node:net';
import type { Collector } from '../e2e/support/collector.js';

/** What came back. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Milliseconds. */
  took: number;
}

/** What is sent, and as whom. */
export interface Sent {
  method?: string;
  body?: string | Uint8Array<ArrayBuffer> | object;
  headers?: Record<string, string>;
  /** A token; without it nobody is told. */
  token?: string;
}

/** Sends a request as an attacker may: with whatever in it, and no error whatever the answer is. */
export const send = async (
  { url }: Collector,
  path: string,
  { method, body, headers = {}, token }: Sent = {},
): Promise<Answer> => {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const began = performance.now();
  const answer = await fetch(url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    ...{ status: answer.status, headers: answer.headers, text },
    took: performance.now() - began,
  };
};

/** Opens a connection and sends some bytes; whoever opened it closes it. */
export const open = ({ port }: Collector, bytes: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(socket);
      // Whoever opened it listens first.
      setImmediate(() => {
        socket.write(bytes);
        socket.resume();
      });
    });
    socket.on('error', reject);
  });

/** The code of an error's body. */
export const codeOf = ({ text }: Answer): string => {
  try {
    return JSON.parse(text).error.code;
  } catch {
    return text.slice(0, 200);
  }
};

/** Bytes of memory of the process that takes hits, as it tells itself. */
export const readMemory = async (collector: Collector): Promise<number> => {
  const { text } = await send(collector, '/metrics', { token: collector.token });
  return Number(/^kmq_memory_bytes (\S+)/m.exec(text)?.[1]);
};
