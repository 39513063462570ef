import { clicks, createKmq, type KmqQueue } from '../../src/index.js';
import { createKmq as createServerKmq } from '../../src/node.js';
import { createTestKmq } from '../../src/testing.js';
import type { Shop } from './shop.js';

// Also where the compiler is not strict, as in many projects that began with JavaScript.
const settings = { key: 'demo', endpoint: 'https://t.example.com/' };
const free = createKmq(settings, [clicks]);
free.record('Anything', { at: 'all' });
free.set({ Whatever: 1 });
free.trackClick('#any', 'Anything');
createServerKmq(settings).record('ada', 'Anything', { at: 'all' });
createTestKmq().record('Anything', { at: 'all' });
export const queue: KmqQueue = [['record', 'Anything', { at: 'all' }], ['anything']];

const kmq = createKmq<Shop>(settings);
kmq.record('Signed Up', { Plan: 'Pro' });
kmq.record('Viewed Pricing');
// @ts-expect-error no such event
kmq.record('Signed up', { Plan: 'Pro' });
// @ts-expect-error a property is missing
kmq.record('Signed Up');
// @ts-expect-error revenue for Revenue
kmq.record('Purchased', { revenue: 49.99 });
// @ts-expect-error no such event
createServerKmq<Shop>(settings).record('ada', 'Signed up', { Plan: 'Pro' });
// @ts-expect-error no such event
createTestKmq<Shop>().record('Signed up', { Plan: 'Pro' });
