import type { ExperimentAnswer } from '../../../src/reports/experiment/schema.js';
import { Named } from '../../parts/named.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { Choice } from '../../report/pickers/choice.js';
import { useValues } from '../../report/pickers/condition-row.js';
import { MatchPicker } from '../../report/pickers/match-picker.js';
import { NamePicker } from '../../report/pickers/name-picker.js';
import { useChange } from '../../report/query/change.js';
import { encodeMatch, formatMatch, formatMatchName } from '../../report/query/event-match.js';
import { type Pick, readPick } from '../../report/query/pick.js';
import { createExperimentPopulation } from '../../report/query/pick-population.js';
import { useNames } from '../../report/query/use-names.js';
import { useReport } from '../../report/query/use-report.js';
import { parseWindowSeconds, WINDOWS } from '../../report/query/window.js';
import { ReportBox } from '../../report/report-box.js';
import { ReportScreen } from '../../report/report-screen.js';
import { formatCounted } from '../../text/format.js';
import { type ExperimentQuestion, isReady, readExperiment } from './plan.js';
import { Variants } from './variants.js';
import { formatProbability, formatVerdict } from './verdict.js';
import './experiments.css';

const FIRST_CALL = {
  code: "_kmq.push(['set', { 'Pricing Page': 'new layout' }]);",
  label: 'A call that records which variant someone sees',
};

/** Which variant makes more people reach a goal, and how sure that is. */
export const Experiments = ({ query }: { query: URLSearchParams }) => {
  const names = useNames('properties');
  const asked = readExperiment(query);
  const { property, control, goal, window } = asked;
  const ready = isReady(asked);
  const { report, before, plan } = useReport<ExperimentAnswer>(
    'experiment',
    ready
      ? { property, control, goal: encodeMatch(goal), windowSeconds: parseWindowSeconds(window) }
      : null,
  );
  const pick = readPick(query);

  return (
    <ReportScreen
      title="Experiments"
      plan={plan}
      empty={names?.length === 0 && !ready && FIRST_CALL}
    >
      <QuestionForm asked={asked} />
      {!ready && (
        <p class="card soft">
          Choose the property that holds the variant, the control variant to compare with, and the
          goal that people should reach after they saw it.
        </p>
      )}
      {ready && (
        <ReportBox report={report}>
          {(answer) => (
            <>
              {answer.variants.length === 0 ? (
                <p class="card">
                  No one has “{property}” in this period. Try a longer one, or another property.
                </p>
              ) : (
                <>
                  <Verdict answer={answer} />
                  <Variants answer={answer} before={before} />
                </>
              )}
              {pick && (
                <PeoplePanel
                  report={answer}
                  title={formatTitle(pick, asked)}
                  definition={createExperimentPopulation(pick, asked)}
                  rerun={report.retry}
                />
              )}
            </>
          )}
        </ReportBox>
      )}
    </ReportScreen>
  );
};

const QuestionForm = ({ asked }: { asked: ExperimentQuestion }) => {
  const change = useChange();
  const { property, control, goal, window } = asked;
  const values = useValues(property);
  return (
    <div class="card tools">
      <Named word="Property">
        <NamePicker
          label="Property"
          value={property}
          names={useNames('properties')}
          hint="Property…"
          choose={(property) => change({ property, control: null })}
        />
      </Named>
      <Named word="control">
        <NamePicker
          label="Control"
          value={control}
          names={values}
          hint="Value…"
          open
          choose={(control) => change({ control })}
        />
      </Named>
      <Named word="goal">
        <MatchPicker
          label="Goal"
          match={goal}
          names={useNames('events')}
          choose={(goal) => change({ goal: formatMatch(goal) })}
        />
      </Named>
      <Choice
        label="Within"
        value={window}
        options={WINDOWS}
        choose={(window) => change({ window })}
      />
    </div>
  );
};

const Verdict = ({ answer }: { answer: ExperimentAnswer }) => {
  const { split, sawSeveral } = answer;
  return (
    <div class="card">
      <h2 class="verdict">
        {formatVerdict(answer).map((sentence) => (
          <span key={sentence}>{sentence}</span>
        ))}
      </h2>
      {split.uneven && split.pValue !== null && (
        <p class="warning">
          ▲ The split is uneven ({formatProbability(split.pValue)}). Something may send people to
          one variant more often; find the cause before you trust these numbers.
        </p>
      )}
      {split.pValue !== null && !split.uneven && (
        <p class="soft">The split into variants is even ({formatProbability(split.pValue)}).</p>
      )}
      {sawSeveral > 0 && (
        <p class="soft">
          {formatCounted(sawSeveral, 'person', 'people')} saw more than one variant; the first one
          counts.
        </p>
      )}
    </div>
  );
};

const formatTitle = (
  { variant, converted }: Pick,
  { property, goal }: ExperimentQuestion,
): string =>
  `${property}: “${variant ?? ''}”${converted ? `, then “${formatMatchName(goal)}”` : ''}`;
