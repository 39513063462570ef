import { startQueue } from './core/queue.js';
import { campaigns } from './features/campaigns.js';
import { clicks } from './features/clicks.js';
import { dataLayer } from './features/data-layer.js';
import { experiments } from './features/experiments.js';
import { forms } from './features/forms.js';
import { helpers } from './features/helpers.js';
import { inspector } from './features/inspector.js';
import { pageMatch } from './features/page-match.js';
import { pageViews } from './features/page-views.js';
import { referrer } from './features/referrer.js';
import { renewal } from './features/renewal.js';
import { returning } from './features/returning.js';
import { rules } from './features/rules.js';
import { searchEngines } from './features/search-engines.js';
import { subscriptions } from './features/subscriptions.js';
import { urlApi } from './features/url-api.js';
import { visits } from './features/visits.js';

/**
 * The script that a collector serves to its sites: everything but the Kissmetrics protocol. It speaks batches, whatever the
 * page asks for.
 */
startQueue([
  urlApi,
  pageViews,
  visits,
  referrer,
  searchEngines,
  campaigns,
  returning,
  clicks,
  forms,
  subscriptions,
  experiments,
  pageMatch,
  rules,
  helpers,
  () => ({ settings: { protocol: ['', 'batch', 'kissmetrics'] } }),
  renewal,
  dataLayer,
  inspector,
]);
