import type { FastifyInstance, FastifyReply } from 'fastify';
import { toActivityAnswer, toActivityPlan } from '../reports/activity.js';
import { toCohortAnswer, toCohortPlan } from '../reports/cohort.js';
import { toExperimentAnswer, toExperimentPlan } from '../reports/experiment.js';
import { toFunnelAnswer, toFunnelPlan } from '../reports/funnel.js';
import { toPickedQuery } from '../reports/pick.js';
import type { ReportPlan, RowsOf, Span } from '../reports/plan.js';
import { toBefore } from '../reports/range.js';
import type { Setting } from '../reports/request.js';
import { toRevenueAnswer, toRevenuePlan } from '../reports/revenue.js';
import { createTurns } from '../reports/turns.js';
import { fromEngine } from './from-engine.js';
import type { Parts, Routes } from './parts.js';
import { toSetting } from './setting.js';

type Name = ReportPlan['report'];
type PlanOf<Of extends Name> = Extract<ReportPlan, { report: Of }>;

/** How a request becomes a plan, and what was counted an answer. */
interface Report<Of extends Name, Read> {
  read: (body: unknown, setting: Setting) => Read;
  toPlan: (read: Read) => PlanOf<Of>;
  answer: (read: Read, rows: RowsOf[Of]) => object;
}

interface OfSite {
  Params: { key: string };
}

/** Reads are POSTs here: plans are too large for addresses. */
const READS = { config: { scope: 'read' as const } };

/** Tells when the sender has gone away. */
export const toSignal = (reply: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
};

const toIso = (moment: number | null) => moment && new Date(moment).toISOString();

/** The range that was read, and the one before it, to compare with. */
const toRanges = (span: Span, timeZone: string) => {
  const before = toBefore(span, timeZone);
  return {
    range: { from: toIso(span.from), to: toIso(span.to) },
    before: before && { from: toIso(before.from), to: toIso(before.to) },
  };
};

/** `/reports/…`: numbers over all history, and the people behind them (S24). Mounted below `/api/sites/:key`. */
export const reportRoutes: Routes = (app: FastifyInstance, parts: Parts) => {
  const { engine, clock } = parts;
  const turns = createTurns();

  const add = <Of extends Name, Read>(name: Of, { read, toPlan, answer }: Report<Of, Read>) => {
    app.post<OfSite>(`/reports/${name}`, READS, async ({ params: { key }, body }, reply) => {
      const asOf = clock();
      const setting = toSetting(parts, key, asOf);
      const asked = read(body, setting);
      const plan = toPlan(asked);
      const timeZone = (body as { timeZone?: string } | null)?.timeZone ?? setting.timeZone;
      const sharing = JSON.stringify([key, name, body]);
      const { rows, ...run } = await turns.take(sharing, toSignal(reply), async (signal) => ({
        asOf: new Date(asOf).toISOString(),
        ...(await fromEngine(engine.report(key, plan, signal))),
      }));
      return { ...run, ...toRanges(plan.span, timeZone), ...answer(asked, rows as RowsOf[Of]) };
    });
  };

  add('funnel', { read: toFunnelPlan, toPlan: (plan) => plan, answer: toFunnelAnswer });
  add('revenue', { read: toRevenuePlan, toPlan: ({ plan }) => plan, answer: toRevenueAnswer });
  add('cohort', { read: toCohortPlan, toPlan: ({ plan }) => plan, answer: toCohortAnswer });
  add('activity', { read: toActivityPlan, toPlan: ({ plan }) => plan, answer: toActivityAnswer });
  add('experiment', {
    read: toExperimentPlan,
    toPlan: ({ plan }) => plan,
    answer: toExperimentAnswer,
  });

  app.post<OfSite>('/reports/people', READS, async ({ params: { key }, body }) =>
    fromEngine(engine.reportPeople(toPickedQuery(key, body))),
  );
};
