import { useState } from 'preact/hooks';
import type { ListPopulation } from '../../../src/store/population.js';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { usePopulations } from '../../api/use-populations.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { formatHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { formatCounted } from '../../text/format.js';

/** What a list says of people who were added. */
interface Added {
  added: number;
  already: number;
  population: ListPopulation;
}

const NEW = '';

/** Adds people to one of the lists, or to a new one. */
export const AddToList = ({ identities, name }: { identities: string[]; name: string }) => {
  const { key } = useSite();
  const { value, retry } = usePopulations();
  const lists = (value?.populations ?? []).filter(
    (one): one is ListPopulation => one.kind === 'list',
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [done, setDone] = useState<Added | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = chosen ?? lists[0]?.id ?? NEW;

  const add = async () => {
    const answer =
      id === NEW
        ? await request<ListPopulation>(
            formatSitePath(key, 'populations'),
            createPost({ name: `List of ${name}`.slice(0, 255), identities }),
          )
        : await request<Added>(
            formatSitePath(key, `populations/${id}/add`),
            createPost({ identities }),
          );
    setProblem('problem' in answer ? answer.problem : null);
    if ('problem' in answer) return;
    const told = answer.value;
    setDone(
      'population' in told ? told : { added: identities.length, already: 0, population: told },
    );
    retry();
  };
  return (
    <div class="tools">
      <label class="choice">
        <span class="soft">List</span>
        <select value={id} onChange={(event) => setChosen(event.currentTarget.value)}>
          {lists.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value={NEW}>A new list</option>
        </select>
      </label>
      <button
        type="button"
        class="button button-small"
        disabled={identities.length === 0}
        onClick={add}
      >
        {identities.length > 1
          ? `Add ${formatCounted(identities.length, 'person', 'people')} to the list`
          : 'Add to the list'}
      </button>
      {done && (
        <span role="status" class="soft">
          {done.added ? `Added ${formatCounted(done.added, 'person', 'people')}` : 'Already there'}{' '}
          (<a href={formatHref(key, 'populations', done.population.id)}>{done.population.name}</a>).
        </span>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
};
