import { VALUE_LENGTH } from 'kmq/wire';
import { toMoney } from '../engine/revenue.js';
import { at, readText, readWindow, wrong } from './fields.js';
import { readEvent, readProperty } from './matches.js';
import type { ExperimentPlan } from './plan.js';
import { readRequest, type Setting } from './request.js';
import { toEach } from './revenue.js';
import type { ExperimentRow } from './rows.js';
import { checkSplit, compareMeans, compareShares, correct, toInterval } from './statistics.js';

/** A plan with the variant that the others are compared with. */
export interface Compared {
  plan: ExperimentPlan;
  control: string;
}

/** Fewer people say nothing yet. */
const LEAST_PEOPLE = 100;
/** A split that even chance makes so rarely is not even. */
const UNEVEN = 0.001;

/** The plan of `POST …/reports/experiment`. */
export const toExperimentPlan = (body: unknown, setting: Setting): Compared => {
  const parts = ['property', 'control', 'goal', 'windowSeconds'];
  const { request, span, asOf, population } = readRequest(body, parts, setting);
  const plan: ExperimentPlan = {
    report: 'experiment',
    span,
    asOf,
    population,
    property: readProperty(at(request, 'property'), setting.merged),
    goal: readEvent(at(request, 'goal'), setting.merged),
    windowSeconds: readWindow(at(request, 'windowSeconds')),
    currency: setting.currency,
  };
  const control = at(request, 'control');
  if (typeof control.value !== 'string') throw wrong(control, 'must be a value of "property"');
  return { plan, control: readText(control, VALUE_LENGTH) };
};

/** One variant, compared with the control. */
export interface Variant {
  variant: string;
  /** With a window, those who have had all of it: the numbers beside it are of them. */
  people: number;
  /** Those who are still within their window. */
  open: number;
  conversions: number;
  /** Null where there is nobody. */
  rate: number | null;
  /** Of the rate, as a part of the control's. */
  lift: number | null;
  /** 95 %, of the difference of the rates. */
  interval: [number, number] | null;
  /** Holm-corrected where there are more than two variants. */
  pValue: number | null;
  revenue: string;
  revenuePerPerson: string | null;
  revenuePValue: number | null;
  /** People who saw another variant, too; the first one counts. */
  sawSeveral: number;
  tooEarly: boolean;
}

/** What `POST …/reports/experiment` answers beside what all reports do. */
export interface ExperimentAnswer {
  control: string;
  /** The control first. */
  variants: Variant[];
  sawSeveral: number;
  tooEarly: boolean;
  /** How likely an even split is as uneven; `uneven`: do not trust the comparison. */
  split: { pValue: number | null; uneven: boolean };
}

/** Shapes what was counted. */
export const toExperimentAnswer = (
  { control }: Compared,
  found: readonly ExperimentRow[],
): ExperimentAnswer => {
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
