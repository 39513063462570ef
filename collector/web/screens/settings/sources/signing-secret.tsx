import { useState } from 'preact/hooks';
import { createCall, formatSitePath, type Problem, request } from '../../../api/request.js';
import { TextField } from '../../../parts/fields.js';
import { ProblemNote } from '../../../parts/problem-note.js';
import { useSite } from '../../../site-context.js';
import type { Source } from './source.js';

/** The secret with which Stripe signs; it goes in and never comes out. */
export const SigningSecret = ({ source, reload }: { source: Source; reload: () => void }) => {
  const { key } = useSite();
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    const answer = await request(
      formatSitePath(key, `sources/${source.id}`),
      createCall('PATCH', { secret: secret.trim() }),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if ('problem' in answer) return;
    setSecret('');
    reload();
  };
  return (
    <form onSubmit={save}>
      <TextField
        label={source.hasSecret ? 'Another signing secret' : 'Signing secret'}
        hint="Stripe shows it beside the endpoint; it begins with whsec_. It is not shown here again."
        value={secret}
        problem={problem?.field === 'secret' ? problem.happened : ''}
        change={setSecret}
      />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button" disabled={!secret.trim()}>
          Save secret
        </button>
      </div>
    </form>
  );
};
