import { isIPv6 } from 'node:net';

/** A value of the format: control byte with the type, then the bytes. */
const encode = (value: unknown): Buffer => {
  const head = (type: number, size: number): Buffer =>
    type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    const length = bytes.length;
    const start =
      length < 29 ? head(2, length) : Buffer.concat([head(2, 29), Buffer.from([length - 29])]);
    return Buffer.concat([start, bytes]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(6, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encode)]);
  const members = Object.entries(value as object);
  return Buffer.concat([head(7, members.length), ...members.flat().map(encode)]);
};

/** The bits of a network, such as `81.2.69.0/24`. */
const toBits = (network: string): string => {
  const [address = '', length] = network.split('/');
  const bits = isIPv6(address)
    ? address
        .replace('::', `:${'0:'.repeat(9 - address.split(':').length)}`)
        .split(':')
        .map((part) =>
          Number.parseInt(part || '0', 16)
            .toString(2)
            .padStart(16, '0'),
        )
    : address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  return bits.join('').slice(0, Number(length));
};

interface Node {
  children: [Node | number | undefined, Node | number | undefined];
}

const EPOCH_SECONDS = Date.UTC(2026, 10, 17) / 1000;

/** A database in MaxMind's form: a tree of bits, what it leads to, and what it says of itself. */
export const createMmdb = (
  records: Readonly<Record<string, object>>,
  { type = 'Test-Country', ipVersion = 4, built = EPOCH_SECONDS } = {},
): Buffer => {
  const root: Node = { children: [undefined, undefined] };
  const nodes = [root];
  const parts: Buffer[] = [];
  let at = 0;
  for (const [network, record] of Object.entries(records)) {
    const short = ipVersion === 6 && !network.includes(':');
    const bits = (short ? '0'.repeat(96) : '') + toBits(network);
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      let next = node.children[Number(bit)];
      if (typeof next !== 'object') {
        next = { children: [undefined, undefined] };
        nodes.push(next);
        node.children[Number(bit)] = next;
      }
      node = next;
    }
    node.children[Number(bits.at(-1))] = at;
    parts.push(encode(record));
    at += parts.at(-1)!.length;
  }
  const tree = Buffer.alloc(nodes.length * 8);
  nodes.forEach(({ children }, index) => {
    children.forEach((child, side) => {
      const value =
        child === undefined
          ? nodes.length
          : typeof child === 'number'
            ? nodes.length + 16 + child
            : nodes.indexOf(child);
      tree.writeUInt32BE(value, index * 8 + side * 4);
    });
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: built,
    database_type: type,
    description: {},
    ip_version: ipVersion,
    languages: [],
    node_count: nodes.length,
    record_size: 32,
  });
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([tree, Buffer.alloc(16), ...parts, marker, metadata]);
};
