import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createOddRequests } from '../support/odd-requests.js';
import { startCollector } from './support/collector.js';

/** `npm run prove:collector` asks for more. */
const REQUESTS = Number(process.env.TEST_FUZZ_REQUESTS ?? 400);
const AT_ONCE = 20;
const SEED = Number(process.env.TEST_FUZZ_SEED ?? 20_261_122);
/** What may be there at the start and what ten thousand requests may leave behind, in bytes. */
const MEMORY_BYTES = 300_000_000;
const PATIENCE_MS = 5_000;

const odd = createOddRequests(SEED);

/** Sends bytes, and hangs up; the status, or 0 where the connection was just closed. */
const send = (port: number, bytes: Buffer): Promise<{ status: number; text: string }> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text });
    };
    // A body that is shorter than it says is waited for; a sender that goes away is nobody's mistake.
    const timer = setTimeout(end, bytes.length > 0 ? PATIENCE_MS / 10 : 0);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('end', end);
    socket.on('error', end);
    socket.write(bytes);
  });

/** A stack trace or a path of the server. */
const TELLS_TOO_MUCH = /\n\s+at |node:internal|\.js:\d+:\d+|node_modules/;

it(`no request of ${REQUESTS} is answered by a fault, whatever is in it (seed ${SEED})`, async () => {
  const collector = await startCollector();
  try {
    const requests = Array.from({ length: REQUESTS }, odd.bytes);
    const faults: string[] = [];
    const work = async () => {
      for (let bytes = requests.pop(); bytes; bytes = requests.pop()) {
        const { status, text } = await send(collector.port, bytes);
        // 503 says that reports are not ready or that a site is too fast; anything else of the kind is a fault.
        const isFault = status >= 500 && status !== 503;
        if (isFault || TELLS_TOO_MUCH.test(text.split('\r\n\r\n')[1] ?? ''))
          faults.push(`${bytes.toString('latin1').slice(0, 500)}\n→ ${text.slice(0, 500)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(faults).toEqual([]);

    const answer = await fetch(`${collector.url}/e?_k=demo&_p=still-here&_n=A`);
    expect([answer.status, answer.headers.get('x-rejected')]).toEqual([200, null]);
    expect((await collector.person('demo', 'still-here')).events).toBe(1);
    const headers = { authorization: `Bearer ${collector.token}` };
    const metrics = await (await fetch(`${collector.url}/metrics`, { headers })).text();
    expect(Number(/^kmq_memory_bytes (\S+)/m.exec(metrics)?.[1])).toBeLessThan(MEMORY_BYTES);
  } finally {
    await collector.stop();
  }
}, 600_000);
