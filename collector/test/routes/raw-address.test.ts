import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { shareTestApp } from '../support/app.js';

const HEAD = 'HTTP/1.1\r\nhost: x\r\nuser-agent: curl\r\n';

describe('addresses that are sent as they are typed (W2, W8)', () => {
  const shared = shareTestApp();

  /** Sends parts one after the other, a character a byte; answers all that comes until the connection is closed. */
  const send = async (...parts: string[]): Promise<string> => {
    const { app } = shared();
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    const read = socket.toArray();
    for (const part of parts) {
      socket.write(Buffer.from(part, 'latin1'));
      await sleep(50);
    }
    return Buffer.concat(await read).toString('latin1');
  };
  const utf8 = (text: string) => Buffer.from(text).toString('latin1');
  const taken = async () => (await shared().exported()).at(-1);

  test.each([
    [
      'UTF-8',
      [`GET /e?_k=demo&_p=${utf8('zoé@x.org')}&_n=${utf8('東京')} ${HEAD}\r\n`],
      'zoé@x.org',
      '東京',
    ],
    [
      'Windows-1252',
      [`GET /e?_k=demo&_p=zo\xe9@x.org&_n=Pay\xe9 ${HEAD}\r\n`],
      'zoé@x.org',
      'Payé',
    ],
    ['both', [`GET /e?_k=demo&_p=zo\xe9&_n=${utf8('Payé')} ${HEAD}\r\n`], 'zoé', 'Payé'],
    ['escapes beside', [`GET /e?_k=demo&_p=${utf8('é')}%C3%A9&_n=A ${HEAD}\r\n`], 'éé', 'A'],
    ['slashes', [`GET //e/?_k=demo&_p=zo\xe9&_n=A ${HEAD}\r\n`], 'zoé', 'A'],
    ['a fragment', [`GET /e?_k=demo&_p=zo\xe9&_n=A#1 ${HEAD}\r\n`], 'zoé', 'A#1'],
    [
      'a form',
      [`POST /e?_k=demo&_p=zo\xe9 ${HEAD}content-length: 7\r\n\r\n_n=Pay\xe9`],
      'zoé',
      'Payé',
    ],
    [
      'a form that comes later',
      [`POST /e?_k=demo&_p=zo\xe9 ${HEAD}content-length: 4\r\n\r\n`, '_n=', 'B'],
      'zoé',
      'B',
    ],
    [
      'headers that come later',
      [`GET /e?_k=demo&_p=zo\xe9&_n=C HTTP/1.1\r\nho`, 'st: x\r\n', '\r\n'],
      'zoé',
      'C',
    ],
    [
      'the second on a connection',
      [`GET /healthz ${HEAD}\r\n`, `GET /e?_k=demo&_p=zo\xe9&_n=D ${HEAD}\r\n`],
      'zoé',
      'D',
    ],
  ])('%s: a GIF, and the hit', async (_, parts, person, name) => {
    const answer = await send(...parts);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('GIF89a');
    expect(answer).not.toMatch(/^x-rejected:/im);
    expect(await taken()).toMatchObject({ _p: person, _n: name });
  });

  test.each([
    [`GET /e?_k=demo&_p=zo\x81&_n=A ${HEAD}\r\n`, 'unreadable_text'],
    [`GET /e?_k=demo&_n=Pay\xe9 ${HEAD}\r\n`, 'missing_person'],
    [`GET /e?_k=\xe9&_p=a&_n=A ${HEAD}\r\n`, 'unknown_key'],
  ])('%j: a GIF with the reason', async (request, reason) => {
    const answer = await send(request);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(`x-rejected: ${reason}`);
  });

  test('HEAD has no body', async () => {
    const answer = await send(`HEAD /e?_k=demo&_p=zo\xe9&_n=A ${HEAD}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n$/);
  });

  test.each([
    ['no hit', `GET /caf\xe9 ${HEAD}\r\n`],
    ['the API', `GET /api/sites?q=\xe9 ${HEAD}\r\n`],
    ['another method', `PUT /e?_k=demo&_p=\xe9&_n=A ${HEAD}\r\n`],
    ['a body that is too long', `POST /e?_p=\xe9 ${HEAD}content-length: 99999999\r\n\r\n`],
    ['a length that is none', `POST /e?_p=\xe9 ${HEAD}content-length: -1\r\n\r\n`],
    ['a body in chunks', `POST /e?_p=\xe9 ${HEAD}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a header that is none', `GET /e?_p=\xe9 HTTP/1.1\r\nx y\r\n\r\n`],
    ['a head without end', `GET /e?_p=\xe9 HTTP/1.1\r\nx: ${'x'.repeat(60_000)}`],
  ])('%s: 400 as ever', async (_, request) => {
    const answer = await send(request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('{'))).error.code).toBe('unreadable_address');
  });
});
