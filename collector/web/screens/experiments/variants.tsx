import type { ExperimentAnswer } from '../../../src/reports/experiment/schema.js';
import { DrillDownLink } from '../../report/figures/drill-down-link.js';
import { FigureCard } from '../../report/figures/figure-card.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { type Share, VersusRate } from '../../report/figures/versus.js';
import { useSite } from '../../site-context.js';
import { formatCount, formatMoneyShare, formatPercent } from '../../text/format.js';
import { Interval } from './interval.js';
import { formatProbability } from './verdict.js';

const COLUMNS = [
  'People',
  'Converted',
  'Rate',
  'Lift',
  'Difference (95% CI)',
  'P value',
  'Revenue per person',
] as const;

const formatSigned = (part: number): string =>
  `${part < 0 ? '−' : '+'}${(100 * Math.abs(part)).toFixed(1)}`;

/** Every variant beside the control. */
export const Variants = ({
  answer,
  before,
}: {
  answer: ExperimentAnswer;
  /** The period before, where somebody compares. */
  before: ExperimentAnswer | null;
}) => {
  const { currency } = useSite();
  const { variants, control } = answer;
  const hasOpen = variants.some(({ open }) => open > 0);
  const most = Math.max(0, ...variants.flatMap(({ interval }) => (interval ?? []).map(Math.abs)));
  return (
    <FigureCard id="variants" title="Variants">
      <FigureTable
        columns={['Variant', ...(hasOpen ? ['Still open'] : []), ...COLUMNS]}
        rows={variants.map((variant) => ({
          key: variant.variant,
          head: (
            <>
              {variant.variant} {variant.variant === control && <span class="tag">control</span>}
            </>
          ),
          cells: [
            ...(hasOpen
              ? [
                  <DrillDownLink
                    key="open"
                    pick={{ variant: variant.variant, outcome: 'open' }}
                    label={`${variant.open} people who saw ${variant.variant} are still within their window`}
                  >
                    {formatCount(variant.open)}
                  </DrillDownLink>,
                ]
              : []),
            <DrillDownLink
              key="people"
              pick={{ variant: variant.variant }}
              label={`${variant.people} people saw ${variant.variant}`}
            >
              {formatCount(variant.people)}
            </DrillDownLink>,
            <DrillDownLink
              key="converted"
              pick={{ variant: variant.variant, converted: true }}
              label={`${variant.conversions} converted with ${variant.variant}`}
            >
              {formatCount(variant.conversions)}
            </DrillDownLink>,
            <>
              {formatPercent(variant.conversions, variant.people)}
              {variant.rate !== null && (
                <VersusRate now={variant.rate} before={shareOf(before, variant.variant)} />
              )}
            </>,
            variant.lift === null ? '' : `${formatSigned(variant.lift)}%`,
            variant.interval && (
              <>
                <Interval interval={variant.interval} most={most} />{' '}
                {variant.interval.map(formatSigned).join(' to ')} points
              </>
            ),
            variant.pValue === null ? '' : formatProbability(variant.pValue),
            <>
              {formatMoneyShare(variant.revenuePerPerson, currency)}
              {variant.revenuePValue !== null && (
                <span class="versus">{formatProbability(variant.revenuePValue)}</span>
              )}
            </>,
          ],
        }))}
      />
      <p class="soft card-note">
        Each person counts for the first variant they saw, with goals after it. People still in
        their window count once it ends. “P value” is the probability of a difference this large by
        chance alone.
      </p>
    </FigureCard>
  );
};

const shareOf = (answer: ExperimentAnswer | null, variant: string): Share | undefined => {
  const found = answer?.variants.find((other) => other.variant === variant);
  return found && { part: found.conversions, whole: found.people };
};
