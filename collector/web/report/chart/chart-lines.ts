/** Values over time, one per bucket. */
export interface Curve {
  title: string;
  /** Null where there is none. */
  values: (number | null)[];
  /** Of the period before: all of it is over. */
  before?: boolean;
}

/** Buckets of the period before in the places of those of now; null where there are fewer. */
export const alignEarlier = <Bucket>(buckets: Bucket[], count: number): (Bucket | null)[] =>
  Array.from({ length: count }, (_, index) => buckets[index] ?? null);

/** Two lines of one curve: what is over, and the way into the bucket that is not. */
export const createLines = (
  values: (number | null)[],
  unfinished: number | null,
): [over: (number | null)[], current: (number | null)[]] => {
  if (unfinished === null || unfinished >= values.length) {
    return [values, values.map(() => null)];
  }
  return [
    values.map((value, index) => (index < unfinished ? value : null)),
    values.map((value, index) => (index >= unfinished - 1 && index <= unfinished ? value : null)),
  ];
};

/** Places of an axis that has room for so many labels: evenly apart, the first included. */
export const chooseTicks = (places: number[], room: number): number[] => {
  const step = Math.max(1, Math.ceil(places.length / Math.max(1, room)));
  return places.filter((_, index) => index % step === 0);
};
