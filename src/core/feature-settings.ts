import type { Given } from './kit.js';

/** Tracking without code: what to record, on which pages, when. */
export interface Rule {
  on: 'view' | 'click' | 'submit';
  /** Pages, as a pattern of `um`. */
  url: string;
  /** Elements, for clicks and submits. */
  target?: unknown;
  name: string;
  props?: Given;
}

/** What features can be told beside the core; a setting whose feature is not built in is one warning. */
export interface FeatureSettings {
  /** How hits are sent; default: the original's protocol for Kissmetrics hosts, batches for all others. */
  protocol: '' | 'batch' | 'kissmetrics';
  /** Counts a `Page View` for each load. */
  pageViews: boolean;
  /** Counts a `Page View` for each route of a single-page application; `hash`: also for changes of the hash. */
  spa: boolean | 'hash';
  /** Records `Visited Site` on the first page of a visit. */
  visits: boolean;
  /** Sets the person's `Referrer` when another site sent the visitor. */
  referrer: boolean;
  /**
   * Hosts, including their subdomains, that never count as a referrer, because visitors return from there after
   * paying or signing in. Replaces the built-in list.
   */
  ignoredReferrers: string[];
  /** Records `Search Engine Hit`. */
  searchEngines: boolean;
  /** Records `Ad Campaign Hit`, and sets the person's campaign. */
  campaigns: boolean;
  /** Sets the person's `returning` after half an hour away. */
  returning: boolean;
  /** Applies `km…` parameters of the URL. */
  urlApi: boolean;
  /**
   * What to remove from the address bar: `identity` the parameter `kmi`, `true` all parameters that begin with `km`,
   * `false` nothing.
   */
  cleanUrl: 'identity' | boolean;
  /** Sends the fields of a tracked form as properties. */
  formFields: boolean;
  /** `original`: assigns variants as the original did, the same bucket in every test. */
  experiments: '' | 'original';
  /** Records without code: `{ on, url, target, name, props }`. */
  rules: Rule[];
  /** Also pushes each recorded event to `dataLayer`. */
  dataLayer: boolean;
  /** Loads the inspector; `url`: only on URLs with `km_debug=1`. */
  debug: boolean | 'url';
  /** Name of the inspector's file, in the folder of the endpoint. */
  debugFile: string;
  /** Name of the file that renews the cookie `km_ai`, in the folder of the endpoint. */
  renewalFile: string;
}
