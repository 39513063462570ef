import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const analytics = new RudderAnalytics();

export const start = (host) => analytics.load('bench', host, { configUrl: host });
export const record = (name, properties) => analytics.track(name, properties);
