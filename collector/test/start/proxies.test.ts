import { expect, test, vi } from 'vitest';
import { watchProxies } from '../../src/start/proxies.js';

const CADDY = '172.18.0.3';

/** Proxies by name in a network whose names this test gives out. */
const watch = async (named: string[], hosts: Record<string, string[] | string>) => {
  let time = 0;
  const reports: string[] = [];
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    const addresses = hosts[host] ?? 'ENOTFOUND';
    if (typeof addresses === 'string') throw Object.assign(new Error(host), { code: addresses });
    return addresses;
  };
  const proxies = await watchProxies(named, {
    report: (message) => reports.push(message),
    now: () => time,
    lookup,
  });
  const pass = (ms: number) => {
    time += ms;
  };
  return { proxies, hosts, reports, asked, pass };
};

test('trusts the addresses of a host, and nobody else', async () => {
  const { proxies } = await watch(['caddy', '10.0.0.0/8'], { caddy: [CADDY, 'fd00::3'] });
  for (const address of [CADDY, `::ffff:${CADDY}`, 'fd00::3', '10.1.2.3'])
    expect(proxies.trusts(address)).toBe(true);
  for (const address of ['172.18.0.4', 'fd00::4', '127.0.0.1'])
    expect(proxies.trusts(address)).toBe(false);
  proxies.close();
});

test.each([
  ['loopback', '127.0.0.1', '10.0.0.1'],
  ['10.0.0.0/8', '10.0.0.1', '11.0.0.1'],
  ['uniquelocal', '192.168.0.1', '8.8.8.8'],
  ['fd00::/8', 'fd12::1', 'fe80::1'],
])('%s needs no lookup', async (named, own, other) => {
  const { proxies, asked } = await watch([named], {});
  expect([proxies.trusts(own), proxies.trusts(other)]).toEqual([true, false]);
  expect(asked).toEqual([]);
  proxies.close();
});

test('looks up a host that has moved, at the first request from its new address', async () => {
  const { proxies, hosts, pass } = await watch(['caddy'], { caddy: [CADDY] });
  hosts.caddy = ['172.18.0.9'];
  pass(1_000);
  expect(proxies.trusts('172.18.0.9')).toBe(false);
  await proxies.look();
  expect(proxies.trusts('172.18.0.9')).toBe(true);
  expect(proxies.trusts(CADDY)).toBe(false);
  proxies.close();
});

test('strangers make it look up once a second at most', async () => {
  const { proxies, asked, pass } = await watch(['caddy'], { caddy: [CADDY] });
  for (let n = 0; n < 100; n++) proxies.trusts('8.8.8.8');
  expect(asked).toHaveLength(1);
  pass(1_000);
  for (let n = 0; n < 100; n++) proxies.trusts('8.8.8.8');
  expect(asked).toHaveLength(2);
  proxies.close();
});

test('a host without an address is told once, and trusted when it has one', async () => {
  const { proxies, hosts, reports } = await watch(['caddy'], {});
  expect(proxies.trusts(CADDY)).toBe(false);
  expect(proxies.missing()).toEqual(['caddy']);
  await proxies.look();
  expect(reports).toEqual([expect.stringContaining('names "caddy", which has no address')]);
  hosts.caddy = [CADDY];
  await proxies.look();
  expect(proxies.trusts(CADDY)).toBe(true);
  expect(proxies.missing()).toEqual([]);
  proxies.close();
});

test.each([
  ['EAI_AGAIN', true],
  ['ENOTFOUND', false],
])('after %s a host keeps its address: %s', async (code, kept) => {
  const { proxies, hosts } = await watch(['caddy'], { caddy: [CADDY] });
  hosts.caddy = code;
  await proxies.look();
  expect(proxies.trusts(CADDY)).toBe(kept);
  proxies.close();
});

test('looks by itself every ten seconds', async () => {
  vi.useFakeTimers();
  const { proxies, hosts } = await watch(['caddy'], { caddy: [CADDY] });
  hosts.caddy = ['172.18.0.9'];
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect(proxies.trusts('172.18.0.9')).toBe(true);
  proxies.close();
});
