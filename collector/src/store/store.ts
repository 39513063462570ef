import { join } from 'node:path';
import { openShares, type Shares } from '../sharing/shares.js';
import { openPseudonyms, type Pseudonyms } from '../team/pseudonyms.js';
import { openUsers, type Users } from '../team/users.js';
import { type Catalogue, openCatalogue } from './catalogue.js';
import { type CompanyStore, openCompany } from './company.js';
import { type Deletions, openDeletions } from './deletions.js';
import { SHOP_SITE } from './demo-sites.js';
import { type Dismissals, openDismissals } from './dismissals.js';
import { type Drops, openDrops } from './drops.js';
import { type Erased, openErased } from './erased.js';
import { type Notes, openNotes } from './notes.js';
import { openPopulations, type Populations } from './populations.js';
import { openSavedReports, type SavedReports } from './saved-reports.js';
import { openServerKeys, type ServerKeys } from './server-keys.js';
import { openSignIn, type SignIn } from './sign-in.js';
import { createSite } from './site.js';
import { openSites, type Sites } from './sites.js';
import { openSources, type Sources } from './sources.js';
import { openTokens, type Tokens } from './tokens.js';

/** Everything that is kept beside the log: small files, each replaced as a whole and synced. */
export interface Store {
  sites: Sites;
  tokens: Tokens;
  serverKeys: ServerKeys;
  signIn: SignIn;
  users: Users;
  pseudonyms: Pseudonyms;
  shares: Shares;
  populations: Populations;
  savedReports: SavedReports;
  notes: Notes;
  /** Services that send what happened there. */
  sources: Sources;
  dismissals: Dismissals;
  /** What was said about names of events, and of properties. */
  catalogue: Catalogue;
  properties: Catalogue;
  drops: Drops;
  erased: Erased;
  deletions: Deletions;
  company: CompanyStore;
}

/** What opening a store depends on. */
export interface StoreSettings {
  now: () => number;
  /** An admin token of the operator's. */
  token?: string | undefined;
  /** Whether a folder without tokens gets one, to be shown. */
  firstToken?: boolean | undefined;
  /** A new folder gets a site with the key `demo`. */
  demo: boolean;
}

/** Opens the store of a data folder, new or old. */
export const openStore = async (
  data: string,
  { now, token, firstToken, demo }: StoreSettings,
): Promise<Store> => {
  const sites = await openSites(data);
  const tokens = await openTokens(data, { chosen: token, first: firstToken, now });
  // Only once: a demo site that was removed stays away.
  if (demo && sites.isNew)
    await sites.save(createSite(SHOP_SITE.key, SHOP_SITE.name, new Date(now()).toISOString()));
  const keys = sites.list().map(({ key }) => key);
  const users = await openUsers(data, now);
  return {
    sites,
    tokens,
    users,
    pseudonyms: await openPseudonyms(data),
    shares: await openShares(data, now),
    serverKeys: await openServerKeys(data, now),
    signIn: await openSignIn(data, {
      now,
      isToken: (id) => tokens.find(id) !== undefined,
      isUser: (id) => users.find(id) !== undefined,
    }),
    populations: await openPopulations(data, keys),
    savedReports: await openSavedReports(data, keys),
    notes: await openNotes(data, keys),
    sources: await openSources(data, keys),
    dismissals: await openDismissals(data, keys),
    catalogue: await openCatalogue(join(data, 'catalogue'), keys),
    properties: await openCatalogue(join(data, 'properties'), keys),
    drops: await openDrops(data),
    erased: await openErased(data, now),
    deletions: await openDeletions(data),
    company: await openCompany(data),
  };
};
