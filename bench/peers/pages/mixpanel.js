import mixpanel from 'mixpanel-browser';

export const start = (host) => mixpanel.init('bench', { api_host: host });
export const record = (name, properties) => mixpanel.track(name, properties);
