import type { LogReader } from '../record.js';

/** Reads the log without what belongs to sites that were deleted since. */
export const withoutDeleted = (
  read: LogReader,
  isDeleted: (record: { site: string; seq: number }) => boolean,
): LogReader =>
  async function* (afterSeq, upToSeq) {
    for await (const records of read(afterSeq, upToSeq)) {
      const left = records.filter((record) => !isDeleted(record));
      if (left.length) yield left;
    }
  };
