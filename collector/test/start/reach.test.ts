import { expect, test } from 'vitest';
import { findAddresses, formatTunnel, type Machine } from '../../src/start/reach.js';

const ADDRESS = { netmask: '', mac: '', cidr: null, internal: false };

const MACHINE: Machine = {
  environment: {},
  platform: 'linux',
  user: 'jane',
  name: 'server-1',
  interfaces: {
    lo: [{ ...ADDRESS, internal: true, address: '127.0.0.1', family: 'IPv4' }],
    eth0: [
      { ...ADDRESS, address: '203.0.113.7', family: 'IPv4' },
      { ...ADDRESS, address: '2001:db8::7', family: 'IPv6', scopeid: 0 },
      { ...ADDRESS, address: 'fe80::1', family: 'IPv6', scopeid: 2 },
    ],
    wg0: undefined,
  },
};

test.each([
  ['0.0.0.0', ['http://203.0.113.7:8484']],
  ['::', ['http://203.0.113.7:8484', 'http://[2001:db8::7]:8484']],
  ['127.0.0.1', []],
  ['203.0.113.7', []],
])('a server at %s can be reached at %j, too', (host, addresses) => {
  expect(findAddresses(host, 8484, MACHINE)).toEqual(addresses);
});

const SSH = { SSH_CONNECTION: '198.51.100.9 50000 203.0.113.7 22' };

test.each<[string, Partial<Machine>, string, string | undefined]>([
  ['by ssh', { environment: SSH }, '127.0.0.1', 'ssh -N -L 8484:127.0.0.1:8484 jane@203.0.113.7'],
  [
    'by ssh with a display that is forwarded',
    { environment: { ...SSH, DISPLAY: ':10' } },
    '127.0.0.1',
    'ssh -N -L 8484:127.0.0.1:8484 jane@203.0.113.7',
  ],
  ['on a console', {}, '::1', 'ssh -N -L 8484:[::1]:8484 jane@server-1'],
  ['on a desktop', { environment: { DISPLAY: ':0' } }, '127.0.0.1', undefined],
  ['on a desktop with Wayland', { environment: { WAYLAND_DISPLAY: 'w' } }, '127.0.0.1', undefined],
  ['on a Mac', { platform: 'darwin' }, '127.0.0.1', undefined],
  ['by ssh, to all addresses', { environment: SSH }, '0.0.0.0', undefined],
  ['by ssh, to a public address', { environment: SSH }, 'k.example.com', undefined],
])('%s the way to it is known', (_, machine, host, tunnel) => {
  expect(formatTunnel(host, [8484], { ...MACHINE, ...machine })).toBe(tunnel);
});

test('one tunnel holds all ports', () => {
  expect(formatTunnel('127.0.0.1', [8484, 8485], MACHINE)).toBe(
    'ssh -N -L 8484:127.0.0.1:8484 -L 8485:127.0.0.1:8485 jane@server-1',
  );
});
