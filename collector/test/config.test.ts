import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.js';

describe('configuration (S2)', () => {
  test('needs nothing', () => {
    expect(readConfig({}, {})).toEqual({
      config: {
        port: 8484,
        host: '127.0.0.1',
        data: resolve('data'),
        trustProxy: false,
        history: false,
      },
    });
  });

  test('comes from the environment, and flags win', () => {
    const environment = {
      KMQ_PORT: '1',
      KMQ_HOST: '::1',
      KMQ_DATA: '/srv/kmq',
      KMQ_TOKEN: 'a-secret-of-20-chars',
    };
    expect(readConfig({ KMQ_PORT: '0' }, environment)).toEqual({
      config: {
        port: 0,
        host: '::1',
        data: '/srv/kmq',
        token: 'a-secret-of-20-chars',
        trustProxy: false,
        history: false,
      },
    });
  });

  test.each([
    ['KMQ_PUBLIC_URL', 'https://t.example.com/', { publicUrl: 'https://t.example.com' }],
    ['KMQ_PUBLIC_URL', 'https://example.com/t/', { publicUrl: 'https://example.com/t' }],
    ['KMQ_APP_PORT', '9000', { appPort: 9000 }],
    ['KMQ_SITE_BYTES', '32 MiB', { siteBytes: 32 * 1024 ** 2 }],
    ['KMQ_SITE_BYTES', '0', { siteBytes: 0 }],
    ['KMQ_SENDER_BYTES', '1.5mb', { senderBytes: 1_500_000 }],
    ['KMQ_SENDER_BYTES', '70000', { senderBytes: 70_000 }],
    ['KMQ_DISK_FLOOR', '2 GiB', { diskFloor: { bytes: 2 * 1024 ** 3, part: 1 } }],
    ['KMQ_DISK_FLOOR', '10%', { diskFloor: { bytes: Number.POSITIVE_INFINITY, part: 0.1 } }],
    ['KMQ_DISK_FLOOR', '0', { diskFloor: { bytes: 0, part: 1 } }],
    ['KMQ_TRUST_PROXY', 'true', { trustProxy: true }],
    ['KMQ_TRUST_PROXY', '1', { trustProxy: 1 }],
    ['KMQ_TRUST_PROXY', '10.0.0.0/8, ::1', { trustProxy: ['10.0.0.0/8', '::1'] }],
    ['KMQ_COUNTRIES', '/srv/countries.mmdb', { countries: '/srv/countries.mmdb' }],
    ['KMQ_HISTORY', 'true', { history: true }],
    ['KMQ_CONTAINER', 'true', { container: true }],
    ['KMQ_PORT', ' 80 ', { port: 80 }],
    ['KMQ_HOST', '', { host: '127.0.0.1' }],
  ])('%s=%s', (name, text, expected) => {
    expect(readConfig({}, { [name]: text })).toEqual({ config: expect.objectContaining(expected) });
  });

  test.each([
    ['KMQ_PORT', 'http'],
    ['KMQ_PORT', '65536'],
    ['KMQ_PORT', '-1'],
    ['KMQ_HOST', 'http://127.0.0.1'],
    ['KMQ_PUBLIC_URL', 't.example.com'],
    ['KMQ_PUBLIC_URL', 'ftp://t.example.com'],
    ['KMQ_PUBLIC_URL', 'https://t.example.com/?a=1'],
    ['KMQ_APP_PORT', '8484'],
    ['KMQ_APP_PORT', 'x'],
    ['KMQ_TRUST_PROXY', 'yes'],
    ['KMQ_TOKEN', 'two words that are long enough'],
    ['KMQ_TOKEN', 'only-19-characters!'],
    ['KMQ_HISTORY', 'please'],
  ])('%s=%s is a problem that names the setting', (name, text) => {
    expect(readConfig({}, { [name]: text })).toEqual({ problems: [expect.stringContaining(name)] });
  });

  test.each([
    ['KMQ_DAT', '/srv/kmq'],
    ['KMQ_PUBLICURL', 'https://t.example.com'],
    ['kmq_port', '80'],
    ['KMQ_', ''],
    ['KMQ_toString', 'x'],
  ])(
    '%s is in the environment but no setting: names it and the settings, not what it is',
    (name, text) => {
      const { problems } = readConfig({}, { [name]: text }) as { problems: string[] };
      expect(problems).toEqual([expect.stringContaining(`${name}, which`)]);
      expect(problems[0]).toContain('KMQ_DATA, KMQ_TOKEN, KMQ_PUBLIC_URL');
      if (text) expect(problems[0]).not.toContain(text);
    },
  );

  test('names all unknown variables in one sentence, beside other problems', () => {
    const given = { KMQ_PORTS: '1', KMQ_HOSTS: '2', KMQ_PORT: 'x', HOME: '/root', XKMQ_A: '' };
    const { problems } = readConfig({}, given) as { problems: string[] };
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('KMQ_HOSTS, KMQ_PORTS, which');
  });

  test('made-up hits are not for production', () => {
    const given = { KMQ_HISTORY: 'true', KMQ_PUBLIC_URL: 'https://t.example.com' };
    expect(readConfig({}, given)).toEqual({ problems: [expect.stringContaining('KMQ_HISTORY')] });
  });

  test('names every problem at once, and no secret', () => {
    const { problems } = readConfig(
      { KMQ_PORT: 'x' },
      { KMQ_HOST: '?', KMQ_TOKEN: 'my secret' },
    ) as {
      problems: string[];
    };
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('my secret');
  });
});
