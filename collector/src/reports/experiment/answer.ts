import { toMoney } from '../../money.js';
import { toEach } from '../each.js';
import type { Own } from '../report.js';
import { checkSplit, compareMeans, compareShares, correct, toInterval } from '../statistics.js';
import type { ControlledPlan, ExperimentRow } from './plan.js';
import type { ExperimentAnswer, Variant } from './schema.js';

/** Fewer people say nothing yet. */
const LEAST_PEOPLE = 100;
/** A split that even chance makes so rarely is not even. */
const UNEVEN = 0.001;

/** Shapes what was counted. */
export const shapeExperiment = (
  { control }: ControlledPlan,
  found: readonly ExperimentRow[],
): Own<ExperimentAnswer> => {
  const isControl = ({ variant }: ExperimentRow) => variant === control;
  const rows = [...found.filter(isControl), ...found.filter((row) => !isControl(row))];
  const base = rows.find(isControl);
  const against = (compare: (a: ExperimentRow, b: ExperimentRow) => number | null) =>
    correct(rows.map((row) => (base && row !== base ? compare(base, row) : null)));
  const pValues = against(compareShares);
  const revenuePValues = against(compareMeans);
  const baseRate = base?.people ? base.conversions / base.people : 0;
  const variants = rows.map((row, index): Variant => {
    const { variant, people, open, conversions, several, revenue } = row;
    const rate = people ? conversions / people : null;
    const isCompared = base !== undefined && row !== base;
    return {
      variant,
      people,
      open,
      conversions,
      rate,
      lift: isCompared && baseRate && rate !== null ? rate / baseRate - 1 : null,
      interval: isCompared ? toInterval(base, row) : null,
      pValue: pValues[index]!,
      revenue: toMoney(revenue),
      revenuePerPerson: toEach(revenue, people),
      revenuePValue: revenuePValues[index]!,
      sawSeveral: several,
      tooEarly: people < LEAST_PEOPLE,
    };
  });
  const pValue = checkSplit(rows.map(({ people, open }) => people + open));
  return {
    control,
    variants,
    sawSeveral: rows.reduce((sum, { several }) => sum + several, 0),
    tooEarly: variants.length < 2 || variants.some(({ tooEarly }) => tooEarly),
    split: { pValue, uneven: pValue !== null && pValue < UNEVEN },
  };
};
