import { useEffect } from 'preact/hooks';
import { useSite } from '../site-context.js';
import { formatSitePath } from './request.js';
import { type Loaded, useAnswer } from './use-answer.js';

/** How often a job that runs is looked at. */
const POLL_MILLISECONDS = 700;

/** What every job tells. */
export interface Job {
  id: string;
  state: 'reading' | 'preview' | 'running' | 'done' | 'failed';
  problem?: string;
}

export const isUnderWay = ({ state }: Job): boolean => state === 'reading' || state === 'running';

/** A job, looked at until it is over; nothing is asked without an id. */
export const useJob = <T extends Job>(id: string): Loaded<T> => {
  const { key } = useSite();
  const job = useAnswer<T>(id ? formatSitePath(key, `jobs/${encodeURIComponent(id)}`) : null);
  const { value, loading, retry } = job;
  useEffect(() => {
    if (!value || loading || !isUnderWay(value)) return;
    const timer = setTimeout(retry, POLL_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value, loading, retry]);
  return job;
};
