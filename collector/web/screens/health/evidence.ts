import { formatCount } from '../../text/format.js';

const formatEvidence = (value: unknown): string => {
  if (typeof value === 'number') return formatCount(value);
  if (Array.isArray(value)) return value.map(formatEvidence).join(', ');
  if (typeof value === 'object' && value !== null) {
    // A name and its count, as in `Signed up (12)`.
    const [name, ...others] = Object.values(value).map(formatEvidence);
    return others.length > 0 ? `${name} (${others.join(', ')})` : (name ?? '');
  }
  return String(value ?? '');
};

/** `signedIn` → `Signed in` */
const formatEvidenceName = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Evidence as a table of texts. */
export const createTable = (
  evidence: Record<string, unknown>[],
): { titles: string[]; rows: string[][] } => {
  const names = [...new Set(evidence.flatMap(Object.keys))];
  return {
    titles: names.map(formatEvidenceName),
    rows: evidence.map((one) => names.map((name) => formatEvidence(one[name]))),
  };
};
