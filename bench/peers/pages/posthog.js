import posthog from 'posthog-js';

export const start = (host) => posthog.init('phc_bench', { api_host: host });
export const record = (name, properties) => posthog.capture(name, properties);
