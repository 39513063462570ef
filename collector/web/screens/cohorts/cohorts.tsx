import type { CohortAnswer } from '../../../src/reports/cohort/schema.js';
import { Named } from '../../parts/named.js';
import { NothingHappened } from '../../report/nothing-happened.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { Choice } from '../../report/pickers/choice.js';
import { MatchPicker } from '../../report/pickers/match-picker.js';
import {
  PropertyChoice,
  type PropertyValue,
  propertyNameOf,
  readProperty,
  STEP_MOMENTS,
} from '../../report/pickers/property-choice.js';
import { useChange } from '../../report/query/change.js';
import { encodeMatch, formatMatch, formatMatchName } from '../../report/query/event-match.js';
import type { SeenName } from '../../report/query/names.js';
import { PERIODS } from '../../report/query/period.js';
import { type Pick, readPick } from '../../report/query/pick.js';
import { createCohortPopulation } from '../../report/query/pick-population.js';
import { useNames } from '../../report/query/use-names.js';
import { useReport } from '../../report/query/use-report.js';
import { ReportBox } from '../../report/report-box.js';
import { ReportScreen } from '../../report/report-screen.js';
import { formatPeriodName } from '../../text/calendar.js';
import { CohortBreakdown } from './cohort-breakdown.js';
import { type CohortPlan, readCohortPlan, SHOWS } from './plan.js';
import { Triangle } from './triangle.js';
import './cohorts.css';

const FIRST_CALL = {
  code: "_kmq.push(['record', 'Logged In']);",
  label: 'A call that records a returning event',
};

/** Who came back, and when, after the first time. */
export const Cohorts = ({ query }: { query: URLSearchParams }) => {
  const names = useNames('events');
  const change = useChange();
  const plan = readCohortPlan(query);
  const { first, again, cohortBy, returnBy, buckets, show } = plan;
  const segment = readProperty(query, 'segment', 'step1OrAfter');
  const ready = first.names.length > 0 && again.names.length > 0;
  const {
    report,
    before,
    plan: asked,
  } = useReport<CohortAnswer>(
    'cohort',
    ready
      ? {
          first: encodeMatch(first),
          then: encodeMatch(again),
          cohortBy,
          returnBy,
          buckets,
          measure: show === 'revenue' ? 'revenue' : 'people',
          ...(segment && { segment }),
        }
      : null,
  );
  const pick = readPick(query);

  return (
    <ReportScreen title="Cohorts" plan={asked} empty={names?.length === 0 && !ready && FIRST_CALL}>
      <PlanForm plan={plan} names={names} segment={segment} />
      {!ready && (
        <p class="card soft">
          Choose what people do first, such as “Signed Up”, and what shows that they came back, such
          as “Logged In”.
        </p>
      )}
      {ready && (
        <ReportBox report={report}>
          {(answer) => (
            <>
              {answer.cohorts.every(({ people }) => people === 0) ? (
                <NothingHappened
                  match={first}
                  names={names}
                  choose={(first) => change({ first: formatMatch(first) })}
                />
              ) : (
                <Triangle {...plan} cohorts={answer.cohorts} before={before?.cohorts} />
              )}
              {segment && answer.segments && answer.segments.length > 0 && (
                <CohortBreakdown
                  {...plan}
                  property={propertyNameOf(segment)}
                  segments={answer.segments}
                />
              )}
              {pick && (
                <PeoplePanel
                  report={answer}
                  title={formatTitle(pick, plan)}
                  definition={createCohortPopulation(pick, plan, segment)}
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

const BUCKETS = [6, 8, 12, 18, 24].map((count) => [`${count}`, `${count}`] as const);

const PlanForm = ({
  plan,
  names,
  segment,
}: {
  plan: CohortPlan;
  names: SeenName[] | null;
  segment: PropertyValue | null;
}) => {
  const change = useChange();
  return (
    <div class="card tools">
      <Named word="First">
        <MatchPicker
          label="First"
          match={plan.first}
          names={names}
          choose={(first) => change({ first: formatMatch(first) })}
        />
      </Named>
      <Named word="then">
        <MatchPicker
          label="Then"
          match={plan.again}
          names={names}
          choose={(again) => change({ again: formatMatch(again) })}
        />
      </Named>
      <Choice
        label="Cohorts by"
        value={plan.cohortBy}
        options={PERIODS}
        choose={(cohortBy) => change({ cohortBy })}
      />
      <Choice
        label="Return period"
        value={plan.returnBy}
        options={PERIODS}
        choose={(returnBy) => change({ returnBy })}
      />
      <Choice
        label="Columns"
        value={`${plan.buckets}`}
        options={BUCKETS}
        choose={(buckets) => change({ buckets })}
      />
      <Choice label="Show" value={plan.show} options={SHOWS} choose={(show) => change({ show })} />
      <PropertyChoice
        name="segment"
        label="Break down by"
        value={segment}
        usual="step1OrAfter"
        moments={STEP_MOMENTS}
      />
    </div>
  );
};

const formatTitle = (
  { cohort, bucket, segment }: Pick,
  { first, again, cohortBy, returnBy }: CohortPlan,
): string =>
  [
    `First “${formatMatchName(first)}”${cohort === undefined ? '' : `: ${formatPeriodName(cohort, cohortBy)}`}`,
    ...(bucket === undefined ? [] : [`“${formatMatchName(again)}” in ${returnBy} ${bucket}`]),
    ...(segment === undefined ? [] : [segment]),
  ].join('; ');
