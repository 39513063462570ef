import { useState } from 'preact/hooks';
import type { ConditionPopulation } from '../../../src/store/population.js';
import { createCall, formatSitePath, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { withParts } from '../../report/query/change.js';
import { readPick } from '../../report/query/pick.js';
import {
  encodeDefinition,
  encodeNode,
  type Group,
  isWhole,
  parseDefinition,
} from '../../report/query/population-tree.js';
import { ReportBox } from '../../report/report-box.js';
import { go, usePlace } from '../../router.js';
import { formatHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { GroupEditor } from './editor.js';
import { NameField } from './name-field.js';
import { PeopleNow } from './people-now.js';
import type { SizeAnswer } from './size-answer.js';

const readDraft = (text: string | null, saved: object | undefined): Group => {
  if (text === null) return parseDefinition(saved);
  try {
    return parseDefinition(JSON.parse(text));
  } catch {
    // A link that was cut off: what is saved counts.
    return parseDefinition(saved);
  }
};

/** A condition on people, while it is made or changed: all of it is in the address. */
export const PopulationForm = ({
  query,
  population,
  saved,
}: {
  query: URLSearchParams;
  population?: ConditionPopulation;
  /** Hears that a saved one has changed. */
  saved?: () => void;
}) => {
  const place = usePlace();
  const group = readDraft(query.get('definition'), population?.definition);
  const choose = (changed: Group) =>
    go(withParts(place, { definition: JSON.stringify(encodeNode(changed)) }), { replace: true });
  return (
    <>
      {query.has('number') && (
        <p class="card soft">
          This condition matches exactly the people behind the number now. It stays up to date, so
          other people may match later.
        </p>
      )}
      <div class="card">
        <p>People who match</p>
        <GroupEditor label="" node={group} depth={1} choose={choose} />
      </div>
      {isWhole(group) && <Preview group={group} query={query} />}
      <SaveForm
        group={group}
        name={query.get('name') ?? population?.name ?? ''}
        population={population}
        saved={saved}
      />
    </>
  );
};

const Preview = ({ group, query }: { group: Group; query: URLSearchParams }) => {
  const { key } = useSite();
  const report = useAnswer<SizeAnswer>(formatSitePath(key, 'populations/size'), {
    definition: encodeDefinition(group),
  });
  return (
    <ReportBox report={report}>
      {(answer) => (
        <>
          <div class="card">
            <PeopleNow people={answer.people} />
          </div>
          {readPick(query) && (
            <PeoplePanel
              report={answer}
              title={query.get('name') || 'The population'}
              rerun={report.retry}
            />
          )}
        </>
      )}
    </ReportBox>
  );
};

const SaveForm = ({
  group,
  name: given,
  population,
  saved,
}: {
  group: Group;
  name: string;
  population: ConditionPopulation | undefined;
  saved: (() => void) | undefined;
}) => {
  const { key } = useSite();
  const [name, setName] = useState(given);
  const [problem, setProblem] = useState<Problem | null>(null);
  const whole = isWhole(group);

  const save = async (event: Event) => {
    event.preventDefault();
    const answer = await request<ConditionPopulation>(
      formatSitePath(key, population ? `populations/${population.id}` : 'populations'),
      createCall(population ? 'PATCH' : 'POST', { name, definition: encodeDefinition(group) }),
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
      {problem && <ProblemNote problem={problem} />}
      <div class="tools">
        <NameField name={name} choose={setName} />
        <button type="submit" class="button button-main" disabled={!whole}>
          Save
        </button>
        {!whole && <span class="soft">Choose an event or a property first.</span>}
      </div>
    </form>
  );
};
