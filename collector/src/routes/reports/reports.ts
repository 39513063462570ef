import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AnySegment, toReading } from '../../reports/breakdown.js';
import { planPeople } from '../../reports/people/plan.js';
import type { Span } from '../../reports/plan.js';
import { toBefore } from '../../reports/range.js';
import { REPORT_NAMES, REPORTS, type ReportName, type ReportPlan } from '../../reports/registry.js';
import type { Asked } from '../../reports/report.js';
import type { Suggestion } from '../../reports/rows.js';
import { type Table, toCompared } from '../../reports/table.js';
import { fromEngine } from '../http/from-engine.js';
import { queueReport } from '../http/queue-report.js';
import { readFormat, sendTable } from '../http/send-table.js';
import type { Parts, Routes } from '../parts.js';
import { sendPeople } from '../people/send-people.js';
import { readSetting } from '../sites/setting.js';

interface OfSite {
  Params: { key: string };
}

const toIso = (moment: number | null) => moment && new Date(moment).toISOString();
const toRange = (span: Span) => ({ from: toIso(span.from), to: toIso(span.to) });

/** Another reading of a segment's property, ready to be asked for, and the people whom it leaves without a value. */
const toSuggested = ({ property }: AnySegment, { of, at, notSet }: Suggestion) => ({
  reading: toReading({ of, property, at }),
  notSet,
});

/** What a request says beside its plan. */
interface Extras {
  timeZone?: string | null;
  compare?: boolean;
}

/** Has the engine count a report, in its turn, and shapes what it answers. */
export const runReport = async (
  parts: Pick<Parts, 'engine' | 'reportQueue' | 'store'>,
  reply: FastifyReply,
  {
    key,
    name,
    body,
    asked,
  }: { key: string; name: ReportName; body: object; asked: Asked<ReportPlan> },
) => {
  const { plan, shape } = asked;
  const asOf = toIso(plan.asOf);
  const segment = 'segment' in plan ? plan.segment : null;
  const { rows, suggestion, ...told } = await queueReport(
    parts,
    reply,
    [key, name, body],
    async (signal) => ({
      asOf,
      ...(await parts.engine.report(key, plan, signal)),
    }),
  );
  const timeZone = (body as Extras).timeZone ?? readSetting(parts, key, plan.asOf).timeZone;
  const before = toBefore(plan.span, timeZone);
  const ranges = { range: toRange(plan.span), before: before && toRange(before) };
  const readings = segment && {
    reading: toReading(segment),
    ...(suggestion && { suggestion: toSuggested(segment, suggestion) }),
  };
  return { ...told, ...ranges, ...readings, ...shape(rows as never) };
};

/** `/reports/…`: numbers over all history, and the people behind them (S24). Mounted below `/api/sites/:key`. */
export const reportRoutes: Routes = (app: FastifyInstance, parts: Parts) => {
  const { engine, clock } = parts;

  const add = (name: ReportName) =>
    app.post<OfSite>(`/reports/${name}`, async (request, reply) => {
      const { key } = request.params;
      const format = readFormat(request);
      const setting = readSetting(parts, key, clock());
      const body = (request.body ?? {}) as Extras;
      const asked = REPORTS[name].ask(body, setting);
      const answer = await runReport(parts, reply, { key, name, body, asked });
      const tabulate = REPORTS[name].tabulate as (answer: object) => Table;
      if (!body.compare)
        return format === 'csv' ? sendTable(reply, name, tabulate(answer)) : answer;

      const { range: _, ...rest } = { range: null, ...body };
      const earlier = answer.before && { ...rest, ...answer.before, compare: false };
      const previous =
        earlier &&
        (await runReport(parts, reply, {
          key,
          name,
          body: earlier,
          asked: REPORTS[name].ask(earlier, setting),
        }));
      if (format !== 'csv') return { ...answer, previous };
      return sendTable(reply, name, toCompared(tabulate(answer), previous && tabulate(previous)));
    });
  for (const name of REPORT_NAMES) add(name);

  app.post<OfSite>('/reports/people', async (request, reply) => {
    const query = planPeople(request.params.key, request.body);
    return sendPeople(parts, request, reply, (page) =>
      fromEngine(engine.reportPeople({ ...query, ...page })),
    );
  });
};
