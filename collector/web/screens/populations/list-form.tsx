import { useState } from 'preact/hooks';
import type { ListPopulation } from '../../../src/store/population.js';
import { createCall, formatSitePath, type Problem, request } from '../../api/request.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { go } from '../../router.js';
import { formatHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { NameField } from './name-field.js';

/** Names a list, a new one or one that is there. */
export const ListForm = ({ list, saved }: { list?: ListPopulation; saved?: () => void }) => {
  const { key } = useSite();
  const [name, setName] = useState(list?.name ?? '');
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    const answer = await request<ListPopulation>(
      formatSitePath(key, list ? `populations/${list.id}` : 'populations'),
      list ? createCall('PATCH', { name }) : createCall('POST', { name, identities: [] }),
    );
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    saved?.();
    go(formatHref(key, 'populations', answer.value.id));
  };
  return (
    <form class="card" onSubmit={save}>
      {!list && <p>A list contains exactly the people you add to it on the next screen.</p>}
      {problem && <ProblemNote problem={problem} />}
      <div class="tools">
        <NameField name={name} choose={setName} />
        <button type="submit" class="button button-main">
          Save
        </button>
      </div>
    </form>
  );
};
