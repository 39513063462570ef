import { isUtf8 } from 'node:buffer';
import { decodeText } from 'kmq/wire';

const escapeByte = (letter: string): string =>
  `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;

/**
 * Lines of hits as text: UTF-8 as it is. In a line of other bytes those that are no ASCII are escaped as in an address,
 * for the wire to find out what each name and value is (W2).
 */
export const readLinesText = (body: Buffer): string => {
  if (isUtf8(body)) return body.toString();
  return body
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const bytes = Buffer.from(line, 'latin1');
      return isUtf8(bytes) ? bytes.toString() : line.replace(/[\x80-\xff]/g, escapeByte);
    })
    .join('\n');
};

/** A text whose bytes are all of one encoding: UTF-8, else Windows-1252, undefined where they are text in neither (W2). */
export const readPlainText = (body: Buffer): string | undefined => {
  if (isUtf8(body)) return body.toString();
  const text = decodeText(body.toString('latin1').replace(/[%+\x80-\xff]/g, escapeByte));
  return text.includes('\ufffd') ? undefined : text;
};
