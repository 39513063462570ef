import { toSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { Screen } from '../../parts/screen.js';
import { useChange } from '../../report/change.js';
import { Choice } from '../../report/choice.js';
import { NamePicker } from '../../report/name-picker.js';
import type { SeenName } from '../../report/names.js';
import { NoEvents } from '../../report/no-events.js';
import { NothingHappened } from '../../report/nothing-happened.js';
import { PeoplePanel } from '../../report/people-panel.js';
import { PERIODS } from '../../report/period.js';
import { type Pick, readPick } from '../../report/pick.js';
import { ReportBox } from '../../report/report-box.js';
import type { CohortAnswer } from '../../report/types.js';
import { useNames } from '../../report/use-names.js';
import { useRangeQuestion } from '../../report/use-range.js';
import { useSite } from '../../site-context.js';
import { toPeriodName } from '../../text/calendar.js';
import { type CohortPlan, readCohortPlan, SHOWS } from './plan.js';
import { Triangle } from './triangle.js';
import '../../report/report.css';
import './cohorts.css';

/** Who came back, and when, after the first time. */
export const Cohorts = ({ query }: { query: URLSearchParams }) => {
  const site = useSite();
  const names = useNames('events');
  const range = useRangeQuestion();
  const change = useChange();
  const plan = readCohortPlan(query);
  const { first, again, cohortBy, returnBy, buckets, show } = plan;
  const ready = first !== '' && again !== '';
  const report = useAnswer<CohortAnswer>(ready ? toSitePath(site.key, 'reports/cohort') : null, {
    first,
    then: again,
    cohortBy,
    returnBy,
    buckets,
    measure: show === 'revenue' ? 'revenue' : 'people',
    ...range,
  });
  const pick = readPick(query);

  if (names?.length === 0 && !ready) {
    return (
      <Screen title="Cohorts" site={site.name}>
        <NoEvents
          code={"_kmq.push(['record', 'Logged In']);"}
          label="A call that records an event people come back for"
        />
      </Screen>
    );
  }
  return (
    <Screen title="Cohorts" site={site.name}>
      <PlanForm plan={plan} names={names} />
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
                  event={first}
                  names={names}
                  choose={(first) => change({ first })}
                />
              ) : (
                <Triangle {...plan} cohorts={answer.cohorts} />
              )}
              {pick && (
                <PeoplePanel report={answer} title={toTitle(pick, plan)} rerun={report.retry} />
              )}
            </>
          )}
        </ReportBox>
      )}
    </Screen>
  );
};

const BUCKETS = [6, 8, 12, 18, 24].map((count) => [`${count}`, `${count}`] as const);

const PlanForm = ({ plan, names }: { plan: CohortPlan; names: SeenName[] | null }) => {
  const change = useChange();
  return (
    <div class="card tools">
      <div class="choice">
        <span class="soft" aria-hidden="true">
          First
        </span>
        <NamePicker
          label="First"
          value={plan.first}
          names={names}
          choose={(first) => change({ first })}
        />
      </div>
      <div class="choice">
        <span class="soft" aria-hidden="true">
          then
        </span>
        <NamePicker
          label="Then"
          value={plan.again}
          names={names}
          choose={(again) => change({ again })}
        />
      </div>
      <Choice
        label="Cohorts by"
        value={plan.cohortBy}
        options={PERIODS}
        choose={(cohortBy) => change({ cohortBy })}
      />
      <Choice
        label="back by"
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
    </div>
  );
};

const toTitle = (
  { cohort = '', bucket }: Pick,
  { first, again, cohortBy, returnBy }: CohortPlan,
): string => {
  const who = `First “${first}”: ${toPeriodName(cohort, cohortBy)}`;
  return bucket === undefined ? who : `${who}; “${again}” in ${returnBy} ${bucket}`;
};
