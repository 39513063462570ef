import { newTracker, trackSelfDescribingEvent } from '@snowplow/browser-tracker';

export const start = (host) => newTracker('bench', host, { appId: 'bench' });
export const record = (name, properties) =>
  trackSelfDescribingEvent({
    event: {
      schema: 'iglu:bench/counted/jsonschema/1-0-0',
      data: { name, ...properties },
    },
  });
