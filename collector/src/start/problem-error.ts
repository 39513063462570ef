/** What keeps the collector from starting, in sentences for the person who starts it: what, where, what to do. */
export class Problem extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}
