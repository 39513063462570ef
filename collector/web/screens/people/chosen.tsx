import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import type { Person } from '../../api/types.js';
import { usePopulations } from '../../api/use-populations.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { AddToList } from '../../report/people/add-to-list.js';
import { useSite } from '../../site-context.js';
import { formatCounted } from '../../text/format.js';

/** What can be done with the people who are ticked. */
export const Chosen = ({
  people,
  population,
  changed,
}: {
  people: Person[];
  /** Whose people are shown; empty where it is everybody. */
  population: string;
  changed: () => void;
}) => {
  const { key } = useSite();
  const { value } = usePopulations();
  const [problem, setProblem] = useState<Problem | null>(null);
  const identities = people.flatMap(({ identities: [first] }) => first?.identity ?? []);
  const list = value?.populations.find(({ id, kind }) => id === population && kind === 'list');

  const remove = async () => {
    const path = formatSitePath(key, `populations/${population}/remove`);
    const answer = await request(path, createPost({ identities }));
    setProblem('problem' in answer ? answer.problem : null);
    if ('value' in answer) changed();
  };
  const who = formatCounted(people.length, 'person', 'people');
  return (
    <>
      <AddToList identities={identities} name={who} />
      {list && (
        <p>
          <button type="button" class="button button-small" onClick={remove}>
            Remove {who} from “{list.name}”
          </button>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </>
  );
};
