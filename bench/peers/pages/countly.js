import Countly from 'countly-sdk-web';

export const start = (host) => Countly.init({ app_key: 'bench', url: host });
export const record = (name, properties) =>
  Countly.add_event({ key: name, count: 1, segmentation: properties });
