import { createApp, ref } from 'vue';
import { clicks, createKmq } from '../../src/index.js';
import { createKmqPlugin, useIdentify, useKmq, useRecord, useTrackClick } from '../../src/vue.js';
import type { Shop } from './shop.js';

const settings = { key: 'demo', endpoint: 'https://t.example.com/' };
const features = [clicks] as const;

export const setup = () => {
  useKmq<Shop>().record('Signed Up', { Plan: 'Pro' });
  useRecord<Shop>('Viewed Pricing');
  useRecord<Shop>('Signed Up', { Plan: 'Pro' });
  useTrackClick<Shop>('Purchased', { Revenue: 49.99 });
  useKmq().record('Anything');
  useRecord('Anything', { at: 'all' });
  // @ts-expect-error no such event
  useKmq<Shop>().record('Signed up', { Plan: 'Pro' });
  // @ts-expect-error no such event
  useRecord<Shop>('Viewed Prices');
  // @ts-expect-error a property is missing
  useRecord<Shop>('Signed Up');
  // @ts-expect-error a misspelt optional property
  useRecord<Shop>('Signed Up', { Plan: 'Pro', source: 'Blog' });
  // @ts-expect-error revenue for Revenue
  useTrackClick<Shop>('Purchased', { revenue: 49.99 });
  useIdentify(ref<string | null>());
  useIdentify(() => 'ada@example.com');
  return { docs: useTrackClick<Shop>('Viewed Pricing') };
};

const app = createApp({ setup });
app.use(createKmqPlugin(createKmq(settings)));
app.use(createKmqPlugin(createKmq<Shop>(settings)));
app.use(createKmqPlugin(createKmq<Shop, typeof features>(settings, features)));
// @ts-expect-error settings are no client
createKmqPlugin(settings);
