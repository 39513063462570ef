import { readFileSync } from 'node:fs';

/** Octal numbers of white space and backslashes, as the kernel writes them. */
const toText = (text: string): string =>
  text.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));

/** What the container's engine calls a volume that nobody has named. */
const ANONYMOUS = /\/volumes\/[0-9a-f]{64}\/_data(\/|$)/;

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.replace(/\/?$/, '/'));

/** Why the data in a folder of a container will not stay, from the text of `/proc/self/mountinfo`; undefined where it will. */
export const findLoss = (data: string, mountinfo: string): string | undefined => {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [place = '', kind = ''] = line.split(' - ');
    const [, , , root = '', point] = place.split(' ').map(toText);
    return point ? [{ root, point, kind: kind.split(' ')[0] }] : [];
  });
  // Of those that lie over one another, the last one is seen.
  const mount = mounts
    .filter(({ point }) => isWithin(data, point))
    .reduce<(typeof mounts)[number] | undefined>(
      (last, each) => (last && last.point.length > each.point.length ? last : each),
      undefined,
    );
  if (!mount) return undefined;
  if (mount.point === '/') return `${data} is on no volume: all data goes with this container`;
  if (mount.kind === 'tmpfs')
    return `${data} is in memory (tmpfs): all data goes with this container`;
  if (ANONYMOUS.test(mount.root))
    return `${data} is on a volume without a name: the next container gets a new, empty one, and docker run --rm or docker compose down -v removes it`;
  return undefined;
};

/** What to tell the operator of a container about its volume, in lines; none where all is well. */
export const toVolumeWarning = (data: string): string[] => {
  let mountinfo: string;
  try {
    mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    // No Linux, or a /proc that is hidden: nothing is known.
    return [];
  }
  const loss = findLoss(data, mountinfo);
  return loss ? [`TAKE CARE: ${loss}.`, `Give it a volume with a name: --volume kmq:${data}`] : [];
};
