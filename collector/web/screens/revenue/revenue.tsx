import { toSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { Screen } from '../../parts/screen.js';
import { useChange } from '../../report/change.js';
import { Choice } from '../../report/choice.js';
import { Figures } from '../../report/figures.js';
import { NumberDoor } from '../../report/number-door.js';
import { PeoplePanel } from '../../report/people-panel.js';
import { PERIODS, type Period, readPeriod } from '../../report/period.js';
import { type Pick, readPick } from '../../report/pick.js';
import { PropertyChoice, readProperty, toPropertyName } from '../../report/property-choice.js';
import { ReportBox } from '../../report/report-box.js';
import type { RevenueAnswer } from '../../report/types.js';
import { useRange, useRangeQuestion } from '../../report/use-range.js';
import { useSite } from '../../site-context.js';
import { toPeriodName } from '../../text/calendar.js';
import { toCount, toMoney, toShare } from '../../text/format.js';
import { RevenueGroups } from './revenue-groups.js';
import { RevenueOverTime } from './revenue-over-time.js';
import '../../report/report.css';

/** What people pay: in all, over time, and by where they come from. */
export const Revenue = ({ query }: { query: URLSearchParams }) => {
  const site = useSite();
  const range = useRange();
  const question = useRangeQuestion();
  const change = useChange();
  const by = readPeriod(query, range);
  const group = readProperty(query, 'group', 'lastInRange');
  const report = useAnswer<RevenueAnswer>(toSitePath(site.key, 'reports/revenue'), {
    ...question,
    by,
    ...(group && { group }),
  });
  const pick = readPick(query);

  return (
    <Screen title="Revenue" site={site.name}>
      <div class="tools">
        <Choice label="By" value={by} options={PERIODS} choose={(by) => change({ by })} />
        <PropertyChoice
          name="group"
          label="Grouped by"
          value={group}
          usual="lastInRange"
          moments={['firstEver', 'lastEver', 'firstInRange', 'lastInRange']}
        />
      </div>
      <ReportBox report={report}>
        {(answer) => (
          <>
            <Totals answer={answer} />
            {answer.otherCurrencies.length > 0 && (
              <p class="card">
                Not added, in other currencies:{' '}
                {answer.otherCurrencies
                  .map(({ currency, total }) => toMoney(total, currency))
                  .join(', ')}
              </p>
            )}
            {answer.payers === 0 && Number(answer.total) === 0 ? (
              <NoRevenue />
            ) : (
              <>
                <RevenueOverTime answer={answer} by={by} />
                {group && answer.groups && (
                  <RevenueGroups property={toPropertyName(group)} groups={answer.groups} />
                )}
              </>
            )}
            {pick && <PeoplePanel report={answer} title={toTitle(pick, by)} rerun={report.retry} />}
          </>
        )}
      </ReportBox>
    </Screen>
  );
};

const Totals = ({ answer }: { answer: RevenueAnswer }) => {
  const { currency } = useSite();
  return (
    <Figures
      figures={[
        ['Revenue', toMoney(answer.total, currency)],
        [
          'Payers',
          <NumberDoor key="payers" pick={{ payers: true }} label={`${answer.payers} payers`}>
            {toCount(answer.payers)}
          </NumberDoor>,
        ],
        ['Per payer', toShare(answer.perPayer, currency)],
        [
          'People',
          <NumberDoor key="people" pick={{}} label={`${answer.people} people`}>
            {toCount(answer.people)}
          </NumberDoor>,
        ],
        ['Per person', toShare(answer.perPerson, currency)],
        ['Lifetime per new person', toShare(answer.lifetime.perPerson, currency)],
      ]}
    />
  );
};

const toTitle = ({ start, group, payers }: Pick, by: Period): string => {
  const who = payers ? 'Who paid' : 'Everybody who came';
  const when = start ? `, ${toPeriodName(start, by)}` : '';
  return `${who}${when}${group === undefined ? '' : `, ${group}`}`;
};

const NoRevenue = () => (
  <div class="card">
    <h2>No revenue in these dates</h2>
    <p>
      A number in the property <code>Revenue</code> of any event counts; refunds are negative.
    </p>
    <CodeBlock
      code={"_kmq.push(['record', 'Purchased', { 'Revenue': 49.99 }]);"}
      label="A call that records revenue"
    />
  </div>
);
