import { createKmq } from '../../../dist/index.js';

let client;

export const start = (host) => {
  client = createKmq({ key: 'bench', endpoint: host });
};
export const record = (name, properties) => client.record(name, properties);
