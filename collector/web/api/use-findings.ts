import { useSite } from '../site-context.js';
import { formatSitePath } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

/** Something that makes the site's reports wrong. */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  evidence: Record<string, unknown>[];
  fix: string;
  /** Why somebody decided to live with it, and since when. */
  dismissed: { reason: string; since: string } | null;
}

/** What is wrong with the open site's hits, the worst first. */
export const useFindings = (): Loaded<{ findings: Finding[] }> => {
  const { key } = useSite();
  return useAnswer(key ? formatSitePath(key, 'health/findings') : null);
};
