import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw, gunzip } from 'node:zlib';

/**
 * A packed segment is a row of gzip members, each with whole lines of the log: `zcat` reads it, and a damaged
 * member takes no other with it. The extra field of each header (RFC 1952) tells the member's length and that of its
 * lines, so that a reader steps over what it does not need.
 */

const deflate = promisify(deflateRaw);
const unpack = promisify(gunzip);

/** What compresses well, and is lost at most where the disk damages one byte. */
export const BLOCK_BYTES = 1 << 20;

/** Magic, deflate, FEXTRA, no time, unknown system, 12 bytes of extra field: `KQ` with 8 bytes. */
const SIGNATURE = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 12, 0, 0x4b, 0x51, 8, 0]);
const HEADER_BYTES = SIGNATURE.length + 8;
/** CRC-32 and length, as gzip wants them. */
const TRAILER_BYTES = 8;

const encodeUint32 = (...numbers: number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => {
    bytes.writeUInt32LE(number, index * 4);
  });
  return bytes;
};

/** Lines → one member. */
export const packBlock = async (lines: Buffer): Promise<Buffer> => {
  const packed = (await deflate(lines)) as Buffer;
  const bytes = HEADER_BYTES + packed.length + TRAILER_BYTES;
  const trailer = encodeUint32(crc32(lines), lines.length);
  return Buffer.concat([SIGNATURE, encodeUint32(bytes, lines.length), packed, trailer]);
};

/** What a member that cannot be read stands for: its bytes, in the length that its lines had, so that offsets stay. */
const toDamaged = (member: Buffer, length: number): Buffer => {
  const bytes = Buffer.alloc(Math.max(length, 1));
  member.copy(bytes);
  bytes[bytes.length - 1] = 10;
  return bytes;
};

const readAt = async (handle: FileHandle, at: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, at + read);
    if (!bytesRead) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
};

/** Where the next member starts, or the end of the file. */
const findMember = async (handle: FileHandle, from: number, size: number): Promise<number> => {
  for (let at = from; at < size; at += BLOCK_BYTES) {
    const window = await readAt(handle, at, BLOCK_BYTES + SIGNATURE.length);
    const found = window.indexOf(SIGNATURE);
    if (found >= 0) return at + found;
  }
  return size;
};

/** The lines of a packed segment from an offset among them; what is damaged comes as bytes that are no record. */
export async function* readPacked(handle: FileHandle, from: number): AsyncGenerator<Buffer> {
  const { size } = await handle.stat();
  let plainAt = 0;
  const takeFrom = (bytes: Buffer): Buffer => {
    const wanted = bytes.subarray(Math.max(0, from - plainAt));
    plainAt += bytes.length;
    return wanted;
  };
  for (let at = 0; at < size; ) {
    const header = await readAt(handle, at, HEADER_BYTES);
    const isMember = header.length === HEADER_BYTES && header.indexOf(SIGNATURE) === 0;
    const bytes = isMember ? header.readUInt32LE(SIGNATURE.length) : 0;
    if (bytes <= HEADER_BYTES || at + bytes > size) {
      const next = await findMember(handle, at + 1, size);
      const lost = await readAt(handle, at, next - at);
      yield takeFrom(toDamaged(lost, lost.length + 1));
      at = next;
      continue;
    }
    const length = header.readUInt32LE(SIGNATURE.length + 4);
    if (plainAt + length <= from) plainAt += length;
    else {
      const member = await readAt(handle, at, bytes);
      // The wrong byte is unknown, so none of its lines can be trusted.
      const lines = await unpack(member).catch(() => toDamaged(member, length));
      yield takeFrom(lines as Buffer);
    }
    at += bytes;
  }
}
