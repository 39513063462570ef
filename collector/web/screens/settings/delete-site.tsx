import { useState } from 'preact/hooks';
import { formatSitePath, type Problem, request } from '../../api/request.js';
import { Confirm } from '../../parts/confirm.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { BASE } from '../../routes.js';
import type { SiteSettings } from './site-settings.js';

/** Takes the site away with all it ever sent, once its name was typed. */
export const DeleteSite = ({ site: { key, name } }: { site: SiteSettings }) => {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async () => {
    const answer = await request(formatSitePath(key), { method: 'DELETE' });
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    // A page load: everything that was read of the site is gone.
    location.assign(BASE);
  };
  return (
    <section class="card settings" aria-labelledby="delete-site">
      <h2 id="delete-site">Delete this site</h2>
      <p class="soft">
        Deletes all hits, settings, populations, notes and saved reports of the site, and refuses
        its key from then on. This cannot be undone, except from an earlier backup.
      </p>
      <TextField label={`Type “${name}” to delete it`} value={typed} change={setTyped} />
      {typed.trim() === name.trim() && (
        <Confirm
          offer="Delete site"
          question={`Delete the site “${name}” and all its hits?`}
          consequence="Hits with its key are refused at once."
          act={remove}
        />
      )}
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
};
