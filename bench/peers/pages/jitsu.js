import { jitsuAnalytics } from '@jitsu/js';

let analytics;

export const start = (host) => {
  analytics = jitsuAnalytics({ host, writeKey: 'bench' });
};
export const record = (name, properties) => analytics.track(name, properties);
