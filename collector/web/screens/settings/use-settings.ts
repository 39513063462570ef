import { useState } from 'preact/hooks';
import { createCall, formatSitePath, type Problem, request } from '../../api/request.js';
import { useReloadSites } from '../../site-context.js';
import type { SiteSettings } from './site-settings.js';

export type Changes = Partial<SiteSettings>;

/** Settings of a site while somebody changes them. */
export interface Draft {
  /** As they would be saved. */
  settings: SiteSettings;
  change: (changes: Changes) => void;
  /** Whether anything differs from what is saved. */
  changed: boolean;
  saved: boolean;
  problem: Problem | null;
  /** What is wrong with one field, in words. */
  problemOf: (field: string) => string;
  save: () => Promise<void>;
}

/** Lets some settings of a site be changed, and saves those that were. */
export const useSettings = (
  before: SiteSettings,
  encode = (changes: Changes) => changes,
): Draft => {
  const [kept, setKept] = useState(before);
  const [changes, setChanges] = useState<Changes>({});
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const reload = useReloadSites();

  return {
    settings: { ...kept, ...changes },
    changed: Object.keys(changes).length > 0,
    saved,
    problem,
    problemOf: (field) =>
      problem?.field === field || problem?.field?.startsWith(`${field}.`) ? problem.happened : '',
    change: (part) => {
      setSaved(false);
      setChanges({ ...changes, ...part });
    },
    save: async () => {
      const answer = await request<SiteSettings>(
        formatSitePath(before.key),
        createCall('PATCH', encode(changes)),
      );
      if ('problem' in answer) {
        setProblem(answer.problem);
        return;
      }
      setKept(answer.value);
      setChanges({});
      setProblem(null);
      setSaved(true);
      reload();
    },
  };
};
