/** How many letters have to be put in, taken out, changed or exchanged with the next one to make one text of the other. */
const countEdits = (from: string, to: string): number => {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: to.length + 1 }, (_, at) => at),
  ];
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isExchanged = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        last[column]! + 1,
        next[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isExchanged ? before[column - 2]! + 1 : Infinity,
      );
    }
    [before, last] = [last, next];
  }
  return last[to.length]!;
};

/** The text that was probably meant; undefined where none comes near. Case does not count. */
export const findNearest = (text: string, known: readonly string[]): string | undefined => {
  // One letter in three is a slip, more is another word; what is long is no name.
  const most = text.length > 40 ? -1 : Math.max(1, Math.floor(text.length / 3));
  let [nearest, least]: [string | undefined, number] = [undefined, most + 1];
  for (const one of known) {
    const edits = most < 0 ? Infinity : countEdits(text.toLowerCase(), one.toLowerCase());
    if (edits < least) [nearest, least] = [one, edits];
  }
  return nearest;
};
