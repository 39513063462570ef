import { checkEvents } from './bounds.js';
import { toEventLabel } from './event-label.js';
import { at, isGiven, readList, readWindow, wrong } from './fields.js';
import { readEvent, readSegment } from './matches.js';
import type { FunnelPlan } from './plan.js';
import { readRequest, type Setting } from './request.js';
import { type FunnelRow, TIME_BOUNDS } from './rows.js';
import { toSegments } from './segments.js';

const STEPS = [2, 10] as const;

/** The plan of `POST …/reports/funnel`. */
export const toFunnelPlan = (body: unknown, setting: Setting): FunnelPlan => {
  const parts = ['steps', 'windowSeconds', 'segment'];
  const { request, span, asOf, population } = readRequest(body, parts, setting);
  const given = at(request, 'steps');
  if (!isGiven(given)) throw wrong(given, 'is missing');
  const steps = readList(given, STEPS).map((step) => readEvent(step, setting.merged));
  checkEvents(given, steps);
  const windowSeconds = readWindow(at(request, 'windowSeconds'));
  const { merged } = setting;
  const rules = { merged, at: 'step1OrAfter', steps: steps.length } as const;
  const segment = readSegment(at(request, 'segment'), rules);
  return { report: 'funnel', span, asOf, population, steps, windowSeconds, segment };
};

/** Times in seconds; `upToSeconds` null: longer than all the others. */
export interface FunnelStep {
  event: string;
  people: number;
  /** Null where nobody could. */
  fromPrevious: number | null;
  fromFirst: number | null;
  medianSeconds: number | null;
  meanSeconds: number | null;
  dropped: number;
  /** Neither dropped nor converted: their window is not over. */
  open: number;
  times: { upToSeconds: number | null; people: number }[];
}

/** What `POST …/reports/funnel` answers beside what all reports do. */
export interface FunnelAnswer {
  steps: FunnelStep[];
  segments?: { value: string; steps: FunnelStep[] }[];
}

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
export const toFunnelAnswer = (plan: FunnelPlan, rows: readonly FunnelRow[]): FunnelAnswer => {
  const { all, segments } = toSegments(rows, (own) => own.find(({ step }) => step === 1)!.people);
  const steps = toSteps(plan, all);
  if (!plan.segment) return { steps };
  return {
    steps,
    segments: segments.map(({ value, rows: own }) => ({ value, steps: toSteps(plan, own) })),
  };
};
