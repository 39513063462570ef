import { useState } from 'preact/hooks';
import type { Population } from '../../../src/store/population.js';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { go } from '../../router.js';
import { formatHref } from '../../routes.js';
import { useHasRole } from '../../session.js';
import { useSite } from '../../site-context.js';
import { formatCounted } from '../../text/format.js';
import { formatNewPopulationHref } from '../query/pick-population.js';

interface Parts {
  /** What the number counts. */
  title: string;
  /** The same as a condition, null where none says it. */
  definition: object | null;
  /** Which people: a report, and what was picked of it. */
  question: object;
  total: number | undefined;
}

/** Names are at most so long. */
const NAME_LENGTH = 255;

/** Saves the people of an open number: exactly them, or the condition that has the same people. */
export const SavePopulation = (parts: Parts) => {
  const [open, setOpen] = useState(false);
  if (!useHasRole('analyst')) return null;
  if (open) return <SaveForm {...parts} />;
  return (
    <button type="button" class="button button-small" onClick={() => setOpen(true)}>
      Save as population
    </button>
  );
};

const SaveForm = ({ title, definition, question, total }: Parts) => {
  const { key } = useSite();
  const [name, setName] = useState(title.slice(0, NAME_LENGTH));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await request<Population>(
      formatSitePath(key, 'populations'),
      createPost({ ...question, name, source: title.slice(0, NAME_LENGTH) }),
    );
    setBusy(false);
    if ('problem' in answer) setProblem(answer.problem);
    else go(formatHref(key, 'populations', answer.value.id));
  };
  return (
    <form class="save-population" onSubmit={save}>
      <label class="choice">
        <span class="soft">Name of the list</span>
        <input
          class="field"
          name="name"
          required
          maxLength={NAME_LENGTH}
          value={name}
          ref={(field) => {
            if (field && !field.dataset.seen) {
              field.dataset.seen = 'yes';
              field.focus();
            }
          }}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-main" disabled={busy}>
        Save {total === undefined ? 'them' : formatCounted(total, 'person', 'people')}
      </button>
      <p class="soft">Exactly these people, whatever they do later.</p>
      {problem && <ProblemNote problem={problem} />}
      {definition && <Rule name={name} definition={definition} question={question} />}
    </form>
  );
};

/** Offers a condition where it really has the same people. */
const Rule = ({
  name,
  definition,
  question,
}: {
  name: string;
  definition: object;
  question: object;
}) => {
  const { key } = useSite();
  const { value } = useAnswer<{ same: boolean }>(formatSitePath(key, 'populations/compare'), {
    ...question,
    definition,
  });
  if (!value?.same) return null;
  return (
    <p class="soft">
      A rule has the same people now:{' '}
      <a href={formatNewPopulationHref(key, name, definition)}>
        save it as a condition that stays up to date
      </a>
      .
    </p>
  );
};
