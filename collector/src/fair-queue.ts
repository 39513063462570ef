/** Who asks for a turn: the key of a site, or `null` for what is of all sites. */
type Asker = string | null;

interface Line {
  running: number;
  /** When its last turn began, counted in turns of all. */
  served: number;
  waiting: (() => void)[];
}

/** Lets sites take turns, however much one of them asks for. */
export interface FairQueue {
  /** Resolves at one's turn with the function that ends it; rejects where the signal ends the wait. */
  enter(site: Asker, signal?: AbortSignal): Promise<() => void>;
  countWaiting(site: Asker): number;
}

/** Creates a queue that runs this many tasks at once. */
export const createFairQueue = (atOnce: number): FairQueue => {
  // Empty lines are kept, so that a site that asks again at once does not overtake waiting sites.
  const lines = new Map<Asker, Line>();
  let running = 0;
  let served = 0;

  const findLine = (site: Asker): Line => {
    const line = lines.get(site) ?? { running: 0, served: 0, waiting: [] };
    lines.set(site, line);
    return line;
  };
  const begin = (line: Line) => {
    running++;
    line.running++;
    line.served = ++served;
  };
  /** The site with the fewest running, of equal ones that whose last turn is the longest ago. */
  const findNext = (): Line | undefined =>
    [...lines.values()]
      .filter(({ waiting }) => waiting.length)
      .sort((a, b) => a.running - b.running || a.served - b.served)[0];
  const createEnd = (line: Line) => () => {
    running--;
    line.running--;
    const next = findNext();
    if (!next) return;
    begin(next);
    next.waiting.shift()!();
  };

  return {
    async enter(site, signal) {
      signal?.throwIfAborted();
      const line = findLine(site);
      if (running < atOnce) {
        begin(line);
        return createEnd(line);
      }
      await new Promise<void>((resolve, reject) => {
        line.waiting.push(resolve);
        signal?.addEventListener('abort', () => {
          const place = line.waiting.indexOf(resolve);
          if (place < 0) return;
          line.waiting.splice(place, 1);
          reject(signal.reason);
        });
      });
      return createEnd(line);
    },
    countWaiting: (site) => lines.get(site)?.waiting.length ?? 0,
  };
};
