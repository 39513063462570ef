import { toEventLabel } from '../event-label.js';
import type { Own } from '../report.js';
import { TIME_BOUNDS } from '../rows.js';
import { toSegments } from '../segments.js';
import type { FunnelPlan, FunnelRow } from './plan.js';
import type { FunnelAnswer, FunnelStep } from './schema.js';

const toShare = (part: number, whole: number): number | null => (whole ? part / whole : null);

const toSteps = ({ steps }: FunnelPlan, rows: readonly FunnelRow[]): FunnelStep[] => {
  const counted = steps.map((_, index) => rows.find(({ step }) => step === index + 1));
  const countOf = (index: number) => counted[index]?.people ?? 0;
  return steps.map((step, index) => ({
    event: toEventLabel(step),
    people: countOf(index),
    fromPrevious: toShare(countOf(index), countOf(Math.max(0, index - 1))),
    fromFirst: toShare(countOf(index), countOf(0)),
    medianSeconds: counted[index]?.medianSeconds ?? null,
    meanSeconds: counted[index]?.meanSeconds ?? null,
    dropped: counted[index]?.dropped ?? 0,
    open: counted[index]?.open ?? 0,
    times:
      index === 0
        ? []
        : [...TIME_BOUNDS, null].map((upToSeconds, part) => ({
            upToSeconds,
            people: counted[index]?.times[part] ?? 0,
          })),
  }));
};

/** Shapes what was counted. */
export const shapeFunnel = (
  { plan }: { plan: FunnelPlan },
  rows: readonly FunnelRow[],
): Own<FunnelAnswer> => {
  const { all, segments } = toSegments(rows, (own) => own.find(({ step }) => step === 1)!.people);
  const steps = toSteps(plan, all);
  if (!plan.segment) return { steps };
  return {
    steps,
    segments: segments.map(({ value, rows: own }) => ({ value, steps: toSteps(plan, own) })),
  };
};
