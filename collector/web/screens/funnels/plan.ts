/** A funnel has so many steps at least and at most. */
export const FEWEST_STEPS = 2;
export const MOST_STEPS = 10;

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `7d` → seconds; null: no limit. */
export const toWindowSeconds = (window: string | null): number | null => {
  const [, count, unit = ''] = /^(\d{1,5})([smhd])$/.exec(window ?? '') ?? [];
  const seconds = Number(count ?? 0) * (SECONDS[unit] ?? 0);
  return seconds > 0 ? seconds : null;
};

/** Steps of an address, those still to be chosen as empty texts. */
export const readSteps = (query: URLSearchParams): string[] => {
  const steps = query.getAll('step').slice(0, MOST_STEPS);
  while (steps.length < FEWEST_STEPS) steps.push('');
  return steps;
};

/** The list with one entry moved by one place. */
export const moveStep = (steps: string[], from: number, by: -1 | 1): string[] => {
  const moved = [...steps];
  const [step] = moved.splice(from, 1);
  if (step !== undefined) moved.splice(from + by, 0, step);
  return moved;
};
