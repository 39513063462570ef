import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { inField } from '../../reports/fields.js';
import { REPORT_NAMES, REPORTS, type ReportName } from '../../reports/registry.js';
import { createLabel } from '../../store/label.js';
import type { SavedReport } from '../../store/saved-reports.js';
import { check } from '../http/check.js';
import type { Parts, Routes } from '../parts.js';
import { readSetting } from '../sites/setting.js';

const NAME_LENGTH = 255;
const VIEW_LENGTH = 4096;

const Name = createLabel(NAME_LENGTH);
const View = Type.Union([Type.String({ maxLength: VIEW_LENGTH }), Type.Null()]);
const Kind = Type.Unsafe<ReportName>(
  Type.String({
    pattern: `^(${REPORT_NAMES.join('|')})$`,
    description: `one of ${REPORT_NAMES.join(', ')}`,
  }),
);
/** A report as it is sent to be saved. */
export const NewSavedReport = Type.Object(
  { name: Name, kind: Kind, plan: Type.Object({}), view: Type.Optional(View) },
  { additionalProperties: false },
);
/** What may be changed of one. */
export const SavedReportChanges = Type.Partial(
  Type.Object({ name: Name, plan: Type.Object({}), view: View }),
  {
    additionalProperties: false,
  },
);

interface OfSite {
  Params: { key: string };
}
interface OfReport {
  Params: { key: string; id: string };
}

/** `/reports/saved`: requests of reports under a name; relative ranges stay relative. */
export const savedReportRoutes: Routes = (app, parts: Parts) => {
  const { savedReports } = parts.store;
  const formatNow = () => new Date(parts.clock()).toISOString();
  const find = ({ params: { key, id } }: FastifyRequest<OfReport>): SavedReport => {
    const report = savedReports.find(key, id);
    if (!report) throw new ApiError('unknown_saved_report');
    return report;
  };
  /** Fails where the report could not be run as it is. */
  const checkPlan = (key: string, kind: ReportName, plan: object) =>
    inField('plan', () => REPORTS[kind].ask(plan, readSetting(parts, key, parts.clock())));

  app.get<OfSite>('/reports/saved', async ({ params: { key } }) => ({
    reports: savedReports.list(key),
  }));

  app.post<OfSite>('/reports/saved', async ({ params: { key }, body }, reply) => {
    const { view = null, ...fresh } = check(NewSavedReport, body);
    checkPlan(key, fresh.kind, fresh.plan);
    const created = formatNow();
    const saved = await savedReports.save(key, { ...fresh, view, created, changed: created });
    return reply.code(201).send(saved);
  });

  app.get<OfReport>('/reports/saved/:id', async (request) => find(request));

  app.patch<OfReport>('/reports/saved/:id', async (request) => {
    const changes = check(SavedReportChanges, request.body);
    const before = find(request);
    const { key } = request.params;
    if (changes.plan) checkPlan(key, before.kind as ReportName, changes.plan);
    return savedReports.save(key, { ...before, ...changes, changed: formatNow() });
  });

  app.delete<OfReport>('/reports/saved/:id', async (request, reply) => {
    await savedReports.remove(request.params.key, find(request).id);
    return reply.code(204).send();
  });
};
