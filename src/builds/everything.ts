import type { Feature } from '../core/kit.js';
import { startQueue } from '../core/queue.js';
import { campaigns } from '../features/campaigns.js';
import { clicks } from '../features/clicks.js';
import { dataLayer } from '../features/data-layer.js';
import { experiments } from '../features/experiments.js';
import { forms } from '../features/forms.js';
import { helpers } from '../features/helpers.js';
import { inspector } from '../features/inspector.js';
import { pageMatch } from '../features/page-match.js';
import { pageViews } from '../features/page-views.js';
import { referrer } from '../features/referrer.js';
import { renewal } from '../features/renewal.js';
import { returning } from '../features/returning.js';
import { rules } from '../features/rules.js';
import { searchEngines } from '../features/search-engines.js';
import { subscriptions } from '../features/subscriptions.js';
import { urlApi } from '../features/url-api.js';
import { visits } from '../features/visits.js';

/** Starts a script with every feature; which protocols it speaks is up to the build. */
export const startEverything = (protocols: Feature): void =>
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
    protocols,
    renewal,
    dataLayer,
    inspector,
  ]);
