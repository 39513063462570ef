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
  /** How hits travel; by itself, the original's protocol towards Kissmetrics' hosts and batches towards all others. */
  protocol: '' | 'batch' | 'kissmetrics';
  /** Counts a `Page View` for each load. */
  pageViews: boolean;
  /** Counts a `Page View` for each route of a single-page application; `hash`: a change behind `#` is one, too. */
  spa: boolean | 'hash';
  /** Records `Visited Site` on the first page of a visit. */
  visits: boolean;
  /** Sets the person's `Referrer` when another site sent the visitor. */
  referrer: boolean;
  /**
   * Hosts, with the names below them, that are never a referrer: visitors come back from there after paying or signing in.
   * What is given takes the place of the list that is built in.
   */
  ignoredReferrers: string[];
  /** Records `Search Engine Hit`. */
  searchEngines: boolean;
  /** Records `Ad Campaign Hit`, and sets the person's campaign. */
  campaigns: boolean;
  /** Sets the person's `returning` after half an hour away. */
  returning: boolean;
  /** Obeys `km…` parameters of an address. */
  urlApi: boolean;
  /** Takes out of the address bar: `identity` the parameter `kmi`, `true` all that begin with `km`, `false` nothing. */
  cleanUrl: 'identity' | boolean;
  /** Sends the fields of a tracked form as properties. */
  formFields: boolean;
  /** Draws variants as the original did: the same bucket in every test. */
  experiments: '' | 'original';
  /** Records without code: `{ on, url, target, name, props }`. */
  rules: Rule[];
  /** Pushes each recorded event to `dataLayer`, too. */
  dataLayer: boolean;
  /** Loads the inspector; `url`: only where the address has `km_debug=1`. */
  debug: boolean | 'url';
  /** Name of the inspector's file, in the folder of the endpoint. */
  debugFile: string;
  /** Name of the file that renews the cookie `km_ai`, in the folder of the endpoint. */
  renewalFile: string;
}
