import { useState } from 'preact/hooks';
import type { Answer, Problem } from '../../api/request.js';

/** What a small form is doing: whether it waits, and what went wrong. */
export const useForm = () => {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async <T>(ask: () => Promise<Answer<T>>, then: (value: T) => void): Promise<void> => {
    setBusy(true);
    const answer = await ask();
    setBusy(false);
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) then(answer.value);
  };
  /** What is wrong with one of the fields. */
  const wrong = (field: string) => (problem?.field === field ? problem.happened : '');
  return { problem, busy, run, wrong };
};
