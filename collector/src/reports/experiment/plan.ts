import { planProperty } from '../condition.js';
import { planEvent } from '../event.js';
import type { CommonPlan, EventMatch, Property } from '../plan.js';
import { planCommon, type Setting } from '../request.js';
import type { ExperimentRequest } from './schema.js';

/** Variants of an experiment and what people did after they saw one (S20). */
export interface ExperimentPlan extends CommonPlan {
  report: 'experiment';
  property: Property;
  goal: EventMatch;
  windowSeconds: number | null;
  currency: string;
}

/** What an engine counts for each variant. */
export interface ExperimentRow {
  variant: string;
  /** Those whose window is over; what is beside it is of them, `several` and `open` aside. */
  people: number;
  /** Those whose window is not over. */
  open: number;
  conversions: number;
  /** Saw another variant, too. */
  several: number;
  revenue: bigint;
  /** Of each person's revenue in whole currency units. */
  mean: number;
  variance: number;
}

/** A plan with the variant that the others are compared with. */
export interface ControlledPlan {
  plan: ExperimentPlan;
  control: string;
}

/** The plan of an experiment. */
export const planExperiment = (request: ExperimentRequest, setting: Setting): ControlledPlan => {
  const { span, asOf, population } = planCommon(request, setting);
  const { merged, currency } = setting;
  const plan: ExperimentPlan = {
    report: 'experiment',
    span,
    asOf,
    population,
    property: planProperty(request.property, merged),
    goal: planEvent(request.goal, merged),
    windowSeconds: request.windowSeconds ?? null,
    currency,
  };
  return { plan, control: request.control };
};
