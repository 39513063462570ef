import { useState } from 'preact/hooks';
import { type Problem, request, toSitePath } from '../../api/request.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { go } from '../../router.js';
import { BASE } from '../../routes.js';
import { useReloadSites } from '../../site-context.js';
import type { SiteSettings } from './site-settings.js';

/** Takes the site away; its hits stay in the log. */
export const DeleteSite = ({ site: { key, name } }: { site: SiteSettings }) => {
  const [problem, setProblem] = useState<Problem | null>(null);
  const reload = useReloadSites();
  const remove = async () => {
    const answer = await request(toSitePath(key), { method: 'DELETE' });
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    reload();
    go(BASE);
  };
  return (
    <section class="card" aria-labelledby="delete-site">
      <h2 id="delete-site">Delete this site</h2>
      <p class="soft">
        Its key is refused from then on, and its settings are gone. Its hits stay in the log: a new
        site with the same key has them again.
      </p>
      <Confirm
        offer="Delete site"
        question={`Delete the site “${name}”?`}
        consequence="Pages that track with its key are turned away at once."
        act={remove}
      />
      {problem && <ProblemNote problem={problem} />}
    </section>
  );
};
