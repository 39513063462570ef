import { OpenPanel } from '@openpanel/web';

let panel;

export const start = (host) => {
  panel = new OpenPanel({ clientId: 'bench', apiUrl: host });
};
export const record = (name, properties) => panel.track(name, properties);
