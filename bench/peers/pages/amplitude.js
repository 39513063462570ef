import { init, track } from '@amplitude/analytics-browser';

export const start = (host) => init('bench', { serverUrl: `${host}/2/httpapi` });
export const record = (name, properties) => track(name, properties);
