import { init, track } from '@plausible-analytics/tracker';

// It leaves out hosts like 127.0.0.1, where all pages of this bench are, unless told so.
export const start = (host) =>
  init({ domain: 'bench', endpoint: `${host}/api/event`, captureOnLocalhost: true });
export const record = (name, properties) => track(name, { props: properties });
