/** A file that cannot be imported; the message says what to do. */
export class UnreadableFile extends Error {}

/** Runs a reader; what goes wrong within it is the file's fault, and is told so. */
export async function* blameFile<Each>(
  items: AsyncIterable<Each>,
  message: string,
): AsyncGenerator<Each> {
  try {
    yield* items;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(message, { cause: error });
  }
}
