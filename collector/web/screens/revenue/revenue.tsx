import type { RevenueAnswer } from '../../../src/reports/revenue/schema.js';
import { CodeBlock } from '../../parts/code-block.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { Figures } from '../../report/figures/figures.js';
import { Versus } from '../../report/figures/versus.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { Choice } from '../../report/pickers/choice.js';
import {
  PropertyChoice,
  propertyNameOf,
  RANGE_MOMENTS,
  readProperty,
} from '../../report/pickers/property-choice.js';
import { useChange } from '../../report/query/change.js';
import { PERIODS, type Period, readPeriod } from '../../report/query/period.js';
import { type Pick, readPick } from '../../report/query/pick.js';
import { createRevenuePopulation, readLastDays } from '../../report/query/pick-population.js';
import { useRange } from '../../report/query/use-range.js';
import { useReport } from '../../report/query/use-report.js';
import { ReportBox } from '../../report/report-box.js';
import { ReportScreen } from '../../report/report-screen.js';
import { useSite } from '../../site-context.js';
import { formatPeriodName } from '../../text/calendar.js';
import { formatCount, formatMoney, formatMoneyShare } from '../../text/format.js';
import { RevenueBreakdown } from './revenue-breakdown.js';
import { RevenueOverTime } from './revenue-over-time.js';

/** What people pay: in all, over time, and by where they come from. */
export const Revenue = ({ query }: { query: URLSearchParams }) => {
  const range = useRange();
  const change = useChange();
  const by = readPeriod(query, range);
  const group = readProperty(query, 'group', 'lastInRange');
  const {
    report,
    before,
    plan: asked,
  } = useReport<RevenueAnswer>('revenue', { by, ...(group && { group }) });
  const pick = readPick(query);

  return (
    <ReportScreen title="Revenue" plan={asked}>
      <div class="tools">
        <Choice label="By" value={by} options={PERIODS} choose={(by) => change({ by })} />
        <PropertyChoice
          name="group"
          label="Break down by"
          value={group}
          usual="lastInRange"
          moments={RANGE_MOMENTS}
        />
      </div>
      <ReportBox report={report}>
        {(answer) => (
          <>
            <Totals answer={answer} before={before} />
            {answer.otherCurrencies.length > 0 && (
              <p class="card">
                Not added, in other currencies:{' '}
                {answer.otherCurrencies
                  .map(({ currency, total }) => formatMoney(total, currency))
                  .join(', ')}
              </p>
            )}
            {answer.payers === 0 && Number(answer.total) === 0 ? (
              <NoRevenue />
            ) : (
              <>
                <RevenueOverTime answer={answer} before={before} by={by} />
                {group && answer.groups && (
                  <RevenueBreakdown property={propertyNameOf(group)} groups={answer.groups} />
                )}
              </>
            )}
            {pick && (
              <PeoplePanel
                report={answer}
                title={formatTitle(pick, by)}
                definition={createRevenuePopulation(pick, {
                  property: group,
                  days: readLastDays(query),
                })}
                rerun={report.retry}
              />
            )}
          </>
        )}
      </ReportBox>
    </ReportScreen>
  );
};

const Totals = ({ answer, before }: { answer: RevenueAnswer; before: RevenueAnswer | null }) => {
  const { currency } = useSite();
  const formatAmount = (amount: number) => formatMoney(amount.toFixed(2), currency);
  return (
    <Figures
      figures={[
        [
          'Revenue',
          <>
            {formatMoney(answer.total, currency)}
            <Versus
              now={Number(answer.total)}
              before={before ? Number(before.total) : undefined}
              formatValue={formatAmount}
            />
          </>,
        ],
        [
          'Payers',
          <>
            <DrillDownLink pick={{ payers: true }} label={`${answer.payers} payers`}>
              {formatCount(answer.payers)}
            </DrillDownLink>
            <Versus now={answer.payers} before={before?.payers} formatValue={formatCount} />
          </>,
        ],
        ['Per payer', formatMoneyShare(answer.perPayer, currency)],
        [
          'People',
          <>
            <DrillDownLink pick={{}} label={`${answer.people} people`}>
              {formatCount(answer.people)}
            </DrillDownLink>
            <Versus now={answer.people} before={before?.people} formatValue={formatCount} />
          </>,
        ],
        ['Per person', formatMoneyShare(answer.perPerson, currency)],
        ['Lifetime per new person', formatMoneyShare(answer.lifetime.perPerson, currency)],
      ]}
    />
  );
};

const formatTitle = ({ start, group, payers }: Pick, by: Period): string => {
  const who = payers ? 'Who paid' : 'Everyone who visited';
  const when = start ? `, ${formatPeriodName(start, by)}` : '';
  return `${who}${when}${group === undefined ? '' : `, ${group}`}`;
};

const NoRevenue = () => (
  <div class="card">
    <h2>No revenue in this period</h2>
    <p>
      A number in the property <code>Revenue</code> of any event counts; refunds are negative.
    </p>
    <CodeBlock
      code={"_kmq.push(['record', 'Purchased', { 'Revenue': 49.99 }]);"}
      label="A call that records revenue"
    />
  </div>
);
