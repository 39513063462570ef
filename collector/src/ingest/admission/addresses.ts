import { BlockList, isIP } from 'node:net';

/** A range of IP addresses: those with the same first bits. */
export interface AddressRange {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

const BITS = { ipv4: 32, ipv6: 128 } as const;
/** Where an address of IPv4 is written as one of IPv6. */
const MAPPED_BITS = 96;

/** One spelling of an address of IPv6, the shortest one: the platform writes hosts so. */
const shortenAddress = (address: string): string =>
  new URL(`http://[${address}]/`).hostname.slice(1, -1);

/** `::ffff:cb00:7107` as the address of IPv4 that it is. */
const parseMappedIpv4 = (shortest: string): string | undefined => {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(shortest) ?? [];
  if (!high || !low) return undefined;
  return [high, low]
    .map((half) => Number.parseInt(half, 16))
    .flatMap((half) => [half >> 8, half & 255])
    .join('.');
};

/** An address without brackets and zone, in its shortest spelling; undefined where it is none. */
export const parseAddress = (sent: string): string | undefined => {
  const address = sent
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '');
  if (isIP(address) !== 6) return isIP(address) ? address : undefined;
  const shortest = shortenAddress(address);
  return parseMappedIpv4(shortest) ?? shortest;
};

/** `2001:DB8::/64`, `203.0.113.7`, `[::ffff:203.0.113.0]/120` → the range; undefined where it is none, or everything. */
export const parseAddressRange = (text: string): AddressRange | undefined => {
  const [, host = '', given] = /^\s*([^/]*?)\s*(?:\/\s*(\d{1,3})\s*)?$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (!address) return undefined;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const isMapped = family === 'ipv4' && host.includes(':');
  const bits = given === undefined ? BITS[family] : Number(given) - (isMapped ? MAPPED_BITS : 0);
  return bits > 0 && bits <= BITS[family] ? { address, bits, family } : undefined;
};

/** A range as it is shown. */
export const formatAddressRange = ({ address, bits, family }: AddressRange): string =>
  bits === BITS[family] ? address : `${address}/${bits}`;

const known = new WeakMap<readonly string[], BlockList>();

const createBlockList = (ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const text of ranges) {
    const range = parseAddressRange(text);
    if (range) list.addSubnet(range.address, range.bits, range.family);
  }
  known.set(ranges, list);
  return list;
};

/** Whether an address lies in one of these ranges, however either is written. */
export const isInRanges = (address: string, ranges: readonly string[]): boolean => {
  if (!ranges.length) return false;
  const plain = parseAddress(address);
  if (!plain) return false;
  const list = known.get(ranges) ?? createBlockList(ranges);
  return list.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
};

/** Bits of an address of IPv6 that a provider gives to one customer. */
const CUSTOMER_BITS = 64;

/** What an address shares with others of the same sender: all of it, of IPv6 the first 64 bits. */
export const formatSenderNetwork = (address: string): string => {
  if (!address.includes(':')) return address;
  const plain = parseAddress(address);
  if (!plain?.includes(':')) return plain ?? address;
  const [head = '', tail] = plain.split('::');
  const parts = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - parts.length - after.length;
  const all = [...parts, ...Array<string>(zeros).fill('0'), ...after];
  return `${all.slice(0, CUSTOMER_BITS / 16).join(':')}::/${CUSTOMER_BITS}`;
};
