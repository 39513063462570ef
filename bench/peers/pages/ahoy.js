import ahoy from 'ahoy.js';

export const start = (host) => ahoy.configure({ urlPrefix: host });
export const record = (name, properties) => ahoy.track(name, properties);
