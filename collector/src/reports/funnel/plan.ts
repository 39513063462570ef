import { checkEvents } from '../bounds.js';
import { planSegment } from '../breakdown.js';
import { planEvent } from '../event.js';
import type { CommonPlan, EventMatch, Segment } from '../plan.js';
import { planCommon, type Setting } from '../request.js';
import type { FunnelRequest } from './schema.js';

/** Ordered steps of people (S16). */
export interface FunnelPlan extends CommonPlan {
  report: 'funnel';
  steps: EventMatch[];
  windowSeconds: number | null;
  segment: Segment | null;
}

/** What an engine counts for a funnel. */
export interface FunnelRow {
  segment: string | null;
  step: number;
  people: number;
  dropped: number;
  open: number;
  medianSeconds: number | null;
  meanSeconds: number | null;
  /** People by `TIME_BOUNDS`, the last those beyond; empty for the first step. */
  times: number[];
}

/** The plan of a funnel. */
export const planFunnel = (request: FunnelRequest, setting: Setting): { plan: FunnelPlan } => {
  const { span, asOf, population } = planCommon(request, setting);
  const { merged } = setting;
  const steps = request.steps.map((step) => planEvent(step, merged));
  checkEvents({ name: 'steps', value: request.steps }, steps);
  const segment = planSegment(
    { name: 'segment', value: request.segment },
    { merged, at: 'step1OrAfter', steps: steps.length },
  );
  const windowSeconds = request.windowSeconds ?? null;
  return { plan: { report: 'funnel', span, asOf, population, steps, windowSeconds, segment } };
};
