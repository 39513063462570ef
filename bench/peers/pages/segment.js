import { AnalyticsBrowser } from '@segment/analytics-next';

let analytics;

export const start = (host) => {
  analytics = AnalyticsBrowser.load({ writeKey: 'bench', cdnURL: host });
};
export const record = (name, properties) => analytics.track(name, properties);
