import type { DuckDBConnection } from '@duckdb/node-api';
import type { LocalStore } from '../../people-index/store.js';
import { createIdentityStore } from './identities.js';
import { createRepeatStore } from './known-hits.js';
import { createLinkStore } from './links.js';
import { createOrderStore } from './places.js';
import { createSiteStore } from './sites.js';

/** What the index of people keeps, in the tables of one connection and its transactions. */
export const createLocalStore = (connection: DuckDBConnection): LocalStore => ({
  identities: createIdentityStore(connection),
  links: createLinkStore(connection),
  sites: createSiteStore(connection),
  repeats: createRepeatStore(connection),
  order: createOrderStore(connection),
});
