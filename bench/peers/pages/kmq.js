import * as kmq from '../../../dist/index.js';

const { createKmq, ...features } = kmq;
let client;

/** The same features as `kmq.js`, whose one more is to take the page's queue over. */
export const start = (host) => {
  client = createKmq({ key: 'bench', endpoint: host }, Object.values(features));
};
export const record = (name, properties) => client.record(name, properties);
