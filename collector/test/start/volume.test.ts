import { expect, test } from 'vitest';
import { findLoss } from '../../src/start/volume.js';

const OVERLAY = '570 471 0:52 / / ro,relatime - overlay overlay rw,lowerdir=/a:/b';
const PROC = '571 570 0:55 / /proc rw,nosuid - proc proc rw';
const HASH = 'a1'.repeat(32);
const named = (name: string, point = '/data') =>
  `580 570 8:1 /var/lib/docker/volumes/${name}/_data ${point} rw,relatime master:1 - ext4 /dev/sda1 rw`;

test.each<[string, string, string[], RegExp | undefined]>([
  ['no volume', '/data', [OVERLAY, PROC], /on no volume/],
  ['a volume elsewhere', '/data', [OVERLAY, named('kmq', '/database')], /on no volume/],
  ['a volume with a name', '/data', [OVERLAY, named('kmq')], undefined],
  ['a folder of a volume', '/data/kmq', [OVERLAY, named('kmq')], undefined],
  ['a volume without a name', '/data', [OVERLAY, named(HASH)], /without a name/],
  ['a folder of one', '/data/kmq', [OVERLAY, named(HASH)], /without a name/],
  [
    'one of Podman, on a disk of its own',
    '/data',
    [OVERLAY, `580 570 8:1 /storage/volumes/${HASH}/_data /data rw - xfs /dev/sdb rw`],
    /without a name/,
  ],
  [
    'a folder of the host',
    '/data',
    [OVERLAY, '580 570 8:1 /srv/kmq /data rw - ext4 /dev/sda1 rw'],
    undefined,
  ],
  [
    'a disk of its own',
    '/data',
    [OVERLAY, '580 570 8:16 / /data rw - ext4 /dev/sdb rw'],
    undefined,
  ],
  ['memory', '/data', [OVERLAY, '580 570 0:60 / /data rw - tmpfs tmpfs rw'], /in memory/],
  ['the last of two, one over the other', '/data', [OVERLAY, named(HASH), named('kmq')], undefined],
  [
    'a path with a space',
    '/my data',
    [OVERLAY, '580 570 8:1 /srv /my\\040data rw - ext4 /dev/sda1 rw'],
    undefined,
  ],
  ['a system that tells nothing', '/data', [], undefined],
])('data on %s', (_, data, lines, told) => {
  const loss = findLoss(data, `${lines.join('\n')}\n`);
  if (told) expect(loss).toMatch(told);
  else expect(loss).toBeUndefined();
});
