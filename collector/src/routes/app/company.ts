import { Type } from 'typebox';
import { isDemoSite } from '../../store/demo-sites.js';
import { createLabel } from '../../store/label.js';
import { check } from '../http/check.js';
import type { Routes } from '../parts.js';

/** What may be changed about the company. */
export const CompanyChanges = Type.Object(
  {
    name: Type.Optional(Type.Union([createLabel(), Type.Null()])),
    setUp: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** `/api/company`: whose collector this is, and whether its first steps are done (S35). */
export const companyRoutes: Routes = (app, { store: { company, sites } }) => {
  /** A site of one's own was added, by a command or before there were first steps. */
  const hasSite = () => sites.list().some(({ key }) => !isDemoSite(key));

  app.get('/api/company', async ({ grant }) => {
    const { name, setUp } = company.read();
    // Nobody else may add a site.
    return { name, setUp: setUp || hasSite() || !grant?.owner };
  });

  app.patch('/api/company', async ({ body }) => {
    const { name, setUp } = await company.save(check(CompanyChanges, body));
    return { name, setUp: setUp || hasSite() };
  });
};
