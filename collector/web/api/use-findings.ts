import { useEffect } from 'preact/hooks';
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

const shown = new Set<() => void>();

/** Reads the findings anew wherever they are shown, after one of them was changed. */
export const reloadFindings = (): void => {
  for (const retry of shown) retry();
};

/** What is wrong with the open site's hits, the worst first. */
export const useFindings = (): Loaded<{ findings: Finding[] }> => {
  const { key } = useSite();
  const answer = useAnswer<{ findings: Finding[] }>(
    key ? formatSitePath(key, 'health/findings') : null,
  );
  const { retry } = answer;
  useEffect(() => {
    shown.add(retry);
    return () => void shown.delete(retry);
  }, [retry]);
  return answer;
};
