import { toGtmSnippet, toSnippet } from 'kmq/snippet';
import { Type } from 'typebox';
import { ApiError } from '../../errors.js';
import { formatAddressRange, parseAddressRange } from '../../ingest/admission/addresses.js';
import { SHOP_SITE } from '../../store/demo-sites.js';
import {
  createSite,
  KEY_PATTERN,
  MEANING_SETTINGS,
  type Site,
  SiteSettings,
} from '../../store/site.js';
import { roleAt } from '../../team/roles.js';
import { check } from '../http/check.js';
import { readParameter } from '../http/query.js';
import type { Parts, Routes } from '../parts.js';
import type { Scripts } from '../scripts/script.js';
import { canLoadHistory } from './history.js';
import { tellNames } from './setting.js';

const Key = Type.String({ pattern: KEY_PATTERN, description: '1 to 64 letters, digits, - or _' });
/** A site as it is sent. */
export const NewSite = Type.Object(
  { ...Type.Partial(SiteSettings).properties, key: Key },
  { additionalProperties: false },
);
/** What may be changed of one. */
export const SiteChanges = Type.Partial(SiteSettings, { additionalProperties: false });

/** Whether its pages may send before the library has asked what the person allows. */
const maySendEarly = ({ client }: Site): boolean =>
  client.consent !== 'required' && !client.respectGpc && !client.respectDnt;

/** A site with each internal address once, in its shortest spelling. */
const withPlainAddresses = (site: Site): Site => {
  const plain = site.internalAddresses.map((text) => {
    const range = parseAddressRange(text);
    return range ? formatAddressRange(range) : text;
  });
  return { ...site, internalAddresses: [...new Set(plain)] };
};

/** What a site's owner pastes. */
const describeInstall = async ({ address }: Parts, scripts: Scripts, site: Site) => {
  const folder = site.address ?? `${address()}/`;
  const script = `${folder}${site.names[0] ?? `${site.key}.2.js`}`;
  const given = { key: site.key, script, unload: maySendEarly(site) };
  // Without the built script there is still the snippet, which is made of nothing but text.
  const version = await scripts.readSite(site).catch(() => undefined);
  return {
    script,
    versioned: version && {
      script: `${folder}${site.key}.${version.version}.js`,
      integrity: version.integrity,
    },
    snippet: toSnippet(given),
    gtmSnippet: toGtmSnippet(given),
  };
};

/** `/api/sites` and `/api/sites/:key`: the sites and what is set for them (S3). */
export const siteRoutes =
  (scripts: Scripts): Routes =>
  (app, parts) => {
    const { log, store, clock, demoShop, jobs } = parts;
    const { sites } = store;

    const withShop = (site: Site) =>
      site.key === SHOP_SITE.key && demoShop() ? { ...site, demoShop: demoShop() } : site;
    const describeSite = async (site: Site) => ({
      ...withShop(site),
      install: await describeInstall(parts, scripts, site),
      canLoadHistory: canLoadHistory(parts),
    });
    const find = (key: string): Site => {
      const site = sites.find(key);
      if (!site) throw new ApiError('unknown_site');
      return site;
    };

    /** Two sites under one name would be one of them on half of the pages. */
    const checkNames = ({ key, names }: Site): void => {
      for (const name of names) {
        const owner = sites.withName(name);
        if (owner && owner.key !== key) throw new ApiError('name_taken', { field: 'names' });
      }
    };

    /** What changes the meaning of hits is part of the log, from its position on. */
    const save = async (site: Site, before: Site): Promise<void> => {
      checkNames(site);
      if (MEANING_SETTINGS.some((name) => site[name] !== before[name])) {
        const { foldEmails, anonymousShape, linkNamed, linkUnproven } = site;
        const settings = { foldEmails, anonymousShape, linkNamed, linkUnproven };
        const facts = { site: site.key, received: clock(), settings };
        await log.append([{ type: 'settings', v: 1, ...facts }]).catch((cause) => {
          throw new ApiError('log_unavailable', { cause });
        });
      }
      await sites.save(site);
      if (site.foldNames !== before.foldNames) tellNames(parts);
    };

    app.get('/api/sites', async ({ grant }) => ({
      sites: sites
        .list()
        .filter(({ key }) => grant && roleAt(grant, key))
        .map(withShop),
    }));

    app.post('/api/sites', async (request, reply) => {
      const { key, ...settings } = check(NewSite, request.body);
      if (sites.find(key)) throw new ApiError('site_exists', { field: 'key' });
      // Its hits would go with those from before.
      if (store.deletions.list().some(({ site, seq }) => site === key && seq === null))
        throw new ApiError('log_unavailable', { retryAfter: 1 });
      const fresh = createSite(key, key, new Date(clock()).toISOString());
      const site = withPlainAddresses({ ...fresh, ...settings });
      await save(site, fresh);
      return reply.code(201).send(await describeSite(site));
    });

    app.get<{ Params: { key: string } }>('/api/sites/:key', async ({ params }) =>
      describeSite(find(params.key)),
    );

    app.patch<{ Params: { key: string } }>('/api/sites/:key', async ({ params, body }) => {
      const before = find(params.key);
      const site = withPlainAddresses({ ...before, ...check(SiteChanges, body) });
      await save(site, before);
      return describeSite(site);
    });

    app.delete<{ Params: { key: string } }>('/api/sites/:key', async (request, reply) => {
      const { key } = find(request.params.key);
      const hits = readParameter(request, 'hits');
      if (hits !== undefined && hits !== 'keep')
        throw new ApiError('invalid_request', {
          field: 'hits',
          message: '"hits" must be keep; leave it out to delete the hits of the site, too.',
        });
      await jobs.deleteSite(key, hits === 'keep');
      tellNames(parts);
      return reply.code(204).send();
    });
  };
