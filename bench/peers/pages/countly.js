import module from 'countly-sdk-web';

const { default: Countly } = module;

export const start = (host) => Countly.init({ app_key: 'bench', url: host });
export const record = (name, properties) =>
  Countly.add_event({ key: name, count: 1, segmentation: properties });
