import type { FunnelAnswer } from '../../../src/reports/funnel/schema.js';
import { NothingHappened } from '../../report/nothing-happened.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { propertyNameOf, readProperty } from '../../report/pickers/property-choice.js';
import { useChange } from '../../report/query/change.js';
import { createMatch, encodeMatch, formatMatch } from '../../report/query/event-match.js';
import { type Pick, readPick } from '../../report/query/pick.js';
import { createFunnelPopulation, readLastDays } from '../../report/query/pick-population.js';
import { useNames } from '../../report/query/use-names.js';
import { useReport } from '../../report/query/use-report.js';
import { parseWindowSeconds } from '../../report/query/window.js';
import { ReportBox } from '../../report/report-box.js';
import { ReportScreen } from '../../report/report-screen.js';
import { FunnelBars } from './funnel-bars.js';
import { FunnelBreakdown } from './funnel-breakdown.js';
import { FEWEST_STEPS, readSteps } from './plan.js';
import { StepsForm } from './steps-form.js';
import './funnels.css';

const FIRST_CALL = {
  code: "_kmq.push(['record', 'Signed Up', { 'Plan': 'Pro' }]);",
  label: 'A call that records an event',
};

/** How many people go from step to step, and where they stop. */
export const Funnels = ({ query }: { query: URLSearchParams }) => {
  const names = useNames('events');
  const change = useChange();
  const steps = readSteps(query);
  const chosen = steps.filter(({ names }) => names.length > 0);
  const window = query.get('window') ?? '';
  const segment = readProperty(query, 'segment', 'step1OrAfter');
  const ready = chosen.length >= FEWEST_STEPS;
  const {
    report,
    before,
    plan: asked,
  } = useReport<FunnelAnswer>(
    'funnel',
    ready
      ? {
          steps: chosen.map(encodeMatch),
          windowSeconds: parseWindowSeconds(window),
          ...(segment && { segment }),
        }
      : null,
  );

  const pick = readPick(query);
  return (
    <ReportScreen title="Funnels" plan={asked} empty={names?.length === 0 && !ready && FIRST_CALL}>
      <StepsForm steps={steps} names={names} window={window} segment={segment} />
      {!ready && (
        <p class="card soft">
          Choose at least two events that people do one after the other. They count in this order,
          whatever else happens in between.
        </p>
      )}
      {ready && (
        <ReportBox report={report}>
          {(answer) => (
            <>
              {answer.steps[0]?.people === 0 ? (
                <NothingHappened
                  match={chosen[0] ?? createMatch()}
                  names={names}
                  choose={(match) => change({ step: [match, ...steps.slice(1)].map(formatMatch) })}
                />
              ) : (
                <FunnelBars steps={answer.steps} before={before?.steps} />
              )}
              {segment && answer.segments && answer.segments.length > 0 && (
                <FunnelBreakdown property={propertyNameOf(segment)} segments={answer.segments} />
              )}
              {pick && (
                <PeoplePanel
                  report={answer}
                  title={formatTitle(pick, answer)}
                  definition={createFunnelPopulation(pick, chosen, {
                    property: segment,
                    days: readLastDays(query),
                  })}
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

const formatTitle = ({ step = 1, outcome, segment }: Pick, { steps }: FunnelAnswer): string => {
  const event = steps[step - 1]?.event ?? '';
  const next = steps[step]?.event ?? '';
  const who = segment === undefined ? '' : `, ${segment}`;
  if (outcome === 'dropped') return `“${event}”, then not “${next}”${who}`;
  if (outcome === 'open') return `“${event}”, still in window for “${next}”${who}`;
  return `Reached step ${step}, “${event}”${who}`;
};
