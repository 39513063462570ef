import { useState } from 'preact/hooks';
import { createCall, type Problem, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useCompany, useReloadSites } from '../../site-context.js';

/** Whose collector this is. */
export const CompanyCard = () => {
  const { name: kept } = useCompany();
  const [name, setName] = useState(kept ?? '');
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const reload = useReloadSites();

  const save = async (event: Event) => {
    event.preventDefault();
    const answer = await request(
      '/api/company',
      createCall('PATCH', { name: name.trim() || null }),
    );
    setSaved('value' in answer);
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) reload();
  };

  return (
    <form class="card settings" aria-labelledby="company" onSubmit={save}>
      <h2 id="company">Company</h2>
      <TextField
        label="Name of the company"
        hint="Shown above the pages of this app, for all sites."
        value={name}
        problem={problem?.field === 'name' ? problem.happened : ''}
        change={(name) => {
          setSaved(false);
          setName(name);
        }}
      />
      {problem && problem.field !== 'name' && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button" disabled={name.trim() === (kept ?? '')}>
          Save
        </button>
        <span class="soft" role="status">
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  );
};
