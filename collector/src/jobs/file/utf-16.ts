import { UnreadableFile } from './unreadable.js';

/** Text of spreadsheets (“Unicode text”) as UTF-8. `first` is how it begins: its mark says which byte comes first. */
export async function* readUtf16(
  first: Buffer,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(first[0] === 0xff ? 'utf-16le' : 'utf-16be', { fatal: true });
  const decode = (chunk?: Buffer): Buffer => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch {
      throw new UnreadableFile(
        'The file begins as UTF-16, but is damaged or incomplete; save it as UTF-8 and send it again.',
      );
    }
  };
  for await (const chunk of bytes) yield decode(chunk);
  yield decode();
}
