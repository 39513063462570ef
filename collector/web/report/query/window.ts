/** How long people may take. */
export const WINDOWS = [
  ['', 'any time'],
  ['1h', '1 hour'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['14d', '14 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `7d` → seconds; null: no limit. */
export const parseWindowSeconds = (window: string | null): number | null => {
  const [, count, unit = ''] = /^(\d{1,5})([smhd])$/.exec(window ?? '') ?? [];
  const seconds = Number(count ?? 0) * (SECONDS[unit] ?? 0);
  return seconds > 0 ? seconds : null;
};
