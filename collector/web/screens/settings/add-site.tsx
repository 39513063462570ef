import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from '../../api/request.js';
import type { Site } from '../../api/types.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { go } from '../../router.js';
import { BASE, formatHref } from '../../routes.js';
import { useReloadSites } from '../../site-context.js';

/** Makes another site, and leads to its snippet. */
export const AddSite = () => {
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const reload = useReloadSites();

  const add = async (event: Event) => {
    event.preventDefault();
    const body = { key: key.trim(), name: name.trim() || key.trim() };
    const answer = await request<Site>('/api/sites', createPost(body));
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    reload();
    go(formatHref(answer.value.key, 'install'));
  };
  return (
    <form class="card settings" aria-labelledby="add-site" onSubmit={add}>
      <h2 id="add-site">Add a site</h2>
      <TextField
        label="Key"
        hint="Letters, digits, - and _; part of the script address, so it cannot change later."
        value={key}
        problem={problem?.field === 'key' ? problem.happened : ''}
        change={setKey}
      />
      <TextField label="Name of the site" value={name} change={setName} />
      {problem && problem.field !== 'key' && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button" disabled={!key.trim()}>
          Add site
        </button>
        <a href={`${BASE}?setup=company`}>Add one step by step</a>
      </div>
    </form>
  );
};
