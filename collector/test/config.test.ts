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
    ['KMQ_TRUST_PROXY', '0.0.0.0/0,fd00::/128', { trustProxy: ['0.0.0.0/0', 'fd00::/128'] }],
    ['KMQ_TRUST_PROXY', 'uniquelocal', { trustProxy: ['uniquelocal'] }],
    ['KMQ_TRUST_PROXY', 'caddy', { trustProxy: ['caddy'] }],
    ['KMQ_TRUST_PROXY', 'web_1, lb.example.com', { trustProxy: ['web_1', 'lb.example.com'] }],
    ['KMQ_TRUST_PROXY', '10.0.0.1,caddy', { trustProxy: ['10.0.0.1', 'caddy'] }],
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
    ['KMQ_TRUST_PROXY', 'True'],
    ['KMQ_TRUST_PROXY', 'caddy,off'],
    ['KMQ_TRUST_PROXY', 'any'],
    ['KMQ_TRUST_PROXY', '10.0.0.0/33'],
    ['KMQ_TRUST_PROXY', '::/129'],
    ['KMQ_TRUST_PROXY', '10.0.0.0/8/8'],
    ['KMQ_TRUST_PROXY', '10.0.0'],
    ['KMQ_TRUST_PROXY', '300.1.2.3'],
    ['KMQ_TRUST_PROXY', 'caddy/24'],
    ['KMQ_TRUST_PROXY', 'http://caddy'],
    ['KMQ_TRUST_PROXY', 'caddy:80'],
    ['KMQ_TRUST_PROXY', 'caddy,'],
    ['KMQ_TRUST_PROXY', '-caddy'],
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

  test.each([
    ['a service', { KMQ_SERVICE_HOST: '10.96.0.12', KMQ_SERVICE_PORT: '8484' }],
    ['its named port', { KMQ_SERVICE_PORT_HTTP: '8484' }],
    ['its port', { KMQ_PORT: 'tcp://10.96.0.12:8484' }],
    [
      'each of its ports',
      {
        KMQ_PORT_8484_TCP: 'tcp://10.96.0.12:8484',
        KMQ_PORT_8484_TCP_PROTO: 'tcp',
        KMQ_PORT_8484_TCP_PORT: '8484',
        KMQ_PORT_8484_TCP_ADDR: '10.96.0.12',
      },
    ],
    ['a service of IPv6', { KMQ_SERVICE_HOST: 'fd00::1', KMQ_PORT: 'tcp://[fd00::1]:8484' }],
    ['a service by UDP', { KMQ_PORT_53_UDP: 'udp://10.0.0.1:53', KMQ_PORT_53_UDP_PROTO: 'udp' }],
    [
      'a service named kmq-app',
      { KMQ_APP_SERVICE_HOST: '10.96.0.13', KMQ_APP_PORT: 'tcp://10.96.0.13:8485' },
    ],
    ['a service named kmq-collector', { KMQ_COLLECTOR_PORT: 'tcp://10.96.0.13:8485' }],
  ])('ignores what Kubernetes sets for %s, and says so', (_, links) => {
    const read = readConfig({}, links) as { config: object; warnings: string[] };
    expect(read).toEqual({
      ...readConfig({}, {}),
      warnings: [expect.stringContaining('enableServiceLinks: false')],
    });
    expect(read.warnings[0]).toContain(`Ignored ${Object.keys(links).sort().join(', ')}:`);
  });

  test.each([
    ['KMQ_SERVICE_HOST', 'my host'],
    ['KMQ_SERVICE_PORT', 'tcp'],
    ['KMQ_PORT', 'http://10.0.0.1'],
    ['KMQ_APP_PORT', 'localhost'],
    ['KMQ_PORT_TCP', 'tcp://10.96.0.12:8484'],
    ['KMQ_PORTS', 'tcp://10.96.0.12:8484'],
    ['KMQ_PORT_8484_TCP_ADDR', 'here'],
    ['kmq_service_host', '10.96.0.12'],
  ])('%s=%s is not what Kubernetes sets', (name, text) => {
    expect(readConfig({}, { [name]: text })).toEqual({ problems: [expect.stringContaining(name)] });
  });

  test('a flag wins over what Kubernetes sets', () => {
    expect(readConfig({ KMQ_PORT: '80' }, { KMQ_PORT: 'tcp://10.96.0.12:8484' })).toMatchObject({
      config: { port: 80 },
    });
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

describe('mail and single sign-on', () => {
  const PUBLIC = { KMQ_PUBLIC_URL: 'https://t.example.com' };
  const OIDC = {
    ...PUBLIC,
    ...{ KMQ_OIDC_ISSUER: 'https://id.example.com/realms/x', KMQ_OIDC_CLIENT_ID: 'kmq' },
    KMQ_OIDC_CLIENT_SECRET: 'between-us',
  };
  const read = (environment: Record<string, string>) => readConfig({}, environment);

  test('are read whole', () => {
    expect(
      read({
        ...OIDC,
        ...{ KMQ_OIDC_DOMAINS: 'Example.com, @example.org', KMQ_OIDC_CLAIM: 'groups' },
        ...{ KMQ_OIDC_ROLES: 'it=owner, shop-team=admin@shop' },
        ...{ KMQ_SMTP_URL: 'smtps://u:p@smtp.example.com', KMQ_MAIL_FROM: 'kmq <a@example.com>' },
      }),
    ).toMatchObject({
      config: {
        mail: { url: 'smtps://u:p@smtp.example.com', from: 'kmq <a@example.com>' },
        provider: {
          ...{ issuer: OIDC.KMQ_OIDC_ISSUER, clientId: 'kmq', clientSecret: 'between-us' },
          ...{ name: 'id.example.com', domains: ['example.com', 'example.org'], claim: 'groups' },
          roles: [
            { value: 'it', role: 'owner' },
            { value: 'shop-team', role: 'admin', site: 'shop' },
          ],
        },
      },
    });
  });

  test.each<[Record<string, string>, string]>([
    [{ ...PUBLIC, KMQ_SMTP_URL: 'smtps://smtp.example.com' }, 'KMQ_MAIL_FROM is missing'],
    [{ ...PUBLIC, KMQ_MAIL_FROM: 'a@example.com' }, 'KMQ_SMTP_URL is missing'],
    [
      { KMQ_SMTP_URL: 'smtps://smtp.example.com', KMQ_MAIL_FROM: 'a@example.com' },
      'needs KMQ_PUBLIC_URL',
    ],
    [{ ...PUBLIC, KMQ_SMTP_URL: 'https://u:hush@x', KMQ_MAIL_FROM: 'a@b' }, 'KMQ_SMTP_URL'],
    [{ ...OIDC, KMQ_OIDC_CLIENT_SECRET: '' }, 'KMQ_OIDC_CLIENT_SECRET is missing'],
    [{ ...PUBLIC, KMQ_OIDC_DOMAINS: 'example.com' }, 'KMQ_OIDC_ISSUER, KMQ_OIDC_CLIENT_ID'],
    [{ ...OIDC, KMQ_PUBLIC_URL: '' }, 'KMQ_OIDC_ISSUER needs KMQ_PUBLIC_URL'],
    [{ ...OIDC, KMQ_OIDC_ISSUER: 'http://id.example.com' }, 'KMQ_OIDC_ISSUER'],
    [{ ...OIDC, KMQ_OIDC_CLAIM: 'groups' }, 'KMQ_OIDC_ROLES is missing'],
    [{ ...OIDC, KMQ_OIDC_CLAIM: 'g', KMQ_OIDC_ROLES: 'it=boss' }, 'KMQ_OIDC_ROLES'],
    [{ ...OIDC, KMQ_OIDC_DOMAINS: 'not a domain' }, 'KMQ_OIDC_DOMAINS'],
  ])('%o is refused: %s', (environment, told) => {
    const { problems } = read(environment) as { problems: string[] };
    expect(problems.join(' ')).toContain(told);
    expect(problems.join(' ')).not.toMatch(/hush|between-us/);
  });
});
