import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { toMoment } from '../../reports/range.js';
import { REPORTS, type ReportName } from '../../reports/registry.js';
import type { Table } from '../../reports/table.js';
import { createPersonal, findPersonal, hidePeople } from '../../team/pseudonyms.js';
import { checkPage } from '../access/access.js';
import { ATTEMPTS } from '../access/guesses.js';
import { check } from '../http/check.js';
import type { Parts, Routes } from '../parts.js';
import { runReport } from '../reports/reports.js';
import { readSetting } from '../sites/setting.js';
import { NOBODY } from './note.js';

/** It becomes part of a policy, so it is an origin and nothing behind it. */
const EmbeddingOrigin = Type.String({
  pattern: '^https?://[A-Za-z0-9.-]{1,253}(:\\d{1,5})?$',
  description: 'an origin without a trailing slash, such as https://intranet.example.com',
});

/** A link as it is asked for. */
export const NewShareBody = Type.Object(
  {
    report: Type.String({ minLength: 1, maxLength: 64 }),
    expires: Type.Optional(
      Type.Union([
        Type.String({ maxLength: 64, description: 'an instant; null: never' }),
        Type.Null(),
      ]),
    ),
    password: Type.Optional(Type.String({ minLength: 8, maxLength: 255 })),
    embedIn: Type.Optional(Type.Array(EmbeddingOrigin, { maxItems: 20, uniqueItems: true })),
  },
  { additionalProperties: false },
);
/** What opens a link. */
export const OpenShareBody = Type.Object(
  {
    secret: Type.String({ minLength: 1, maxLength: 255 }),
    password: Type.Optional(Type.String({ maxLength: 255 })),
  },
  { additionalProperties: false },
);

interface OfSite {
  Params: { key: string };
}
interface OfShare {
  Params: { key: string; id: string };
}

/** `/shares`: links to saved reports (S43). Mounted below `/api/sites/:key`. */
export const shareRoutes: Routes = (app, { store, team, clock }) => {
  const { shares, savedReports, sites } = store;

  const readExpiry = (text: string): string => {
    const moment = toMoment(text, 'UTC');
    if (moment === undefined) throw new ApiError('invalid_time', { field: 'expires' });
    if (moment > clock()) return new Date(moment).toISOString();
    const message = '"expires" is in the past; choose a later time, or null for never.';
    throw new ApiError('invalid_request', { field: 'expires', message });
  };

  app.get<OfSite>('/shares', async ({ params: { key } }) => ({ shares: shares.list(key) }));

  app.post<OfSite>('/shares', async (request, reply) => {
    const { key } = request.params;
    const { report, expires, password, embedIn = [] } = check(NewShareBody, request.body);
    const saved = savedReports.find(key, report);
    if (!saved) throw new ApiError('unknown_saved_report', { field: 'report' });
    const isPersonal = createPersonal(sites.find(key)!.personalProperties);
    const personal = findPersonal(saved.plan, isPersonal);
    if (personal !== undefined)
      throw new ApiError('invalid_request', {
        field: 'report',
        message: `"report" uses ${JSON.stringify(personal)}, which identifies people; a shared report cannot show it.`,
      });
    const { secret, ...made } = await shares.create({
      ...{ site: key, report, embedIn, by: request.grant!.actor.name },
      expires: expires ? readExpiry(expires) : null,
      password: password === undefined ? null : await team.hashPassword(password),
    });
    request.noted = { of: made.id };
    const link = `${team.address()}/app/~shared/${made.id}#${secret}`;
    return reply.code(201).send({ ...made, link });
  });

  app.delete<OfShare>('/shares/:id', async ({ params: { key, id } }, reply) => {
    if (!(await shares.revoke(key, id))) throw new ApiError('unknown_share');
    return reply.code(204).send();
  });
};

/** `/api/shared/:id`: what a link shows to whoever has it, signed in or not (S43). */
export const sharedRoutes: Routes = (app, parts: Parts) => {
  const { store, team, clock } = parts;
  const { shares, savedReports, sites } = store;
  const limited = { config: { rateLimit: { max: 3 * ATTEMPTS, timeWindow: 60_000 } } };
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    checkPage(request, parts);
  });

  app.post<{ Params: { id: string } }>('/api/shared/:id', limited, async (request, reply) => {
    const { secret, password } = check(OpenShareBody, request.body);
    const { id } = request.params;
    const share = shares.findBySecret(id, secret);
    const note = (status: number) =>
      parts.trail.add({
        ...{ actor: NOBODY, action: status === 200 ? 'share.open' : 'share.refused', status },
        ...{ site: share?.site ?? null, of: share?.id ?? null, note: null, address: request.ip },
      });
    const refuse = (error: ApiError): never => {
      note(error.status);
      throw error;
    };
    if (!share) return refuse(new ApiError('unknown_share'));
    if (share.expires !== null && Date.parse(share.expires) <= clock())
      return refuse(new ApiError('share_expired'));
    if (share.password !== null) {
      const attempt = { email: `share ${share.id}`, network: 'any' };
      if (password === undefined)
        throw new ApiError('share_password_needed', { field: 'password' });
      team.attempts.check(attempt);
      if (!(await team.isPassword(password, share.password))) {
        team.attempts.noteWrong(attempt);
        return refuse(new ApiError('wrong_share_password', { field: 'password' }));
      }
    }
    const site = sites.find(share.site);
    const report = savedReports.find(share.site, share.report);
    if (!site || !report) return refuse(new ApiError('share_report_gone'));
    const isPersonal = createPersonal(site.personalProperties);
    // The report may have been changed since.
    if (findPersonal(report.plan, isPersonal) !== undefined)
      return refuse(new ApiError('share_report_gone'));

    const { key } = site;
    const setting = readSetting(parts, key, clock());
    const body = { ...report.plan, compare: false };
    const name = report.kind as ReportName;
    const asked = REPORTS[name].ask(body, setting);
    const answer = await runReport(parts, reply, { key, name, body, asked });
    const tabulate = REPORTS[name].tabulate as (answer: object) => Table;
    const hiding = { site: key, pseudonyms: store.pseudonyms, isPersonal };
    const { asOf, range } = answer as { asOf: string; range: object };
    note(200);
    return hidePeople(
      {
        ...{ name: report.name, kind: report.kind, siteName: site.name },
        ...{ timeZone: site.timeZone, asOf, range, expires: share.expires },
        table: tabulate(answer).map((row) => row.map((cell) => (cell === null ? '' : cell))),
      },
      hiding,
    );
  });
};
