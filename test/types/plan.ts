import { clicks, createKmq, forms, type Kmq, type KmqQueue, pageViews } from '../../src/index.js';
import { createKmq as createServerKmq } from '../../src/node.js';
import type { Shop } from './shop.js';

const settings = { key: 'demo', endpoint: 'https://t.example.com/' };
const done = () => undefined;

// With a plan.
const kmq = createKmq<Shop>(settings, [pageViews]);
kmq.record('Signed Up', { Plan: 'Pro' });
kmq.record('Signed Up', { Plan: 'Pro', Source: 'Blog' }, done);
kmq.record('Purchased', { Revenue: 49.99, _t: 1700000000, _d: 1, _p: 'ada@example.com' });
kmq.record('Viewed Pricing');
kmq.record('Viewed Pricing', done);
kmq.record('Viewed Pricing', null, done);
kmq.record('Viewed Help');
kmq.record('Searched', { Term: 'lamp' });
kmq.record('Searched');
kmq.set({ MRR: 499 });
kmq.identify('ada@example.com');
kmq.alias('ada@work.example');
kmq.register({ Source: 'Blog' });
kmq.flush(done);
kmq.i().toUpperCase();

// @ts-expect-error no such event
kmq.record('Signed up', { Plan: 'Pro' });
// @ts-expect-error no such event, without properties
kmq.record('Viewed Prices');
// @ts-expect-error a property is missing
kmq.record('Signed Up', {});
// @ts-expect-error all properties are missing
kmq.record('Signed Up');
// @ts-expect-error a callback in place of required properties
kmq.record('Signed Up', done);
// @ts-expect-error a misspelt property
kmq.record('Signed Up', { plan: 'Pro' });
// @ts-expect-error a misspelt optional property
kmq.record('Signed Up', { Plan: 'Pro', source: 'Blog' });
// @ts-expect-error a value that the plan does not know
kmq.record('Signed Up', { Plan: 'Gold' });
// @ts-expect-error revenue for Revenue
kmq.record('Purchased', { revenue: 49.99 });
// @ts-expect-error revenue beside Revenue
kmq.record('Purchased', { Revenue: 49.99, revenue: 49.99 });
// @ts-expect-error Revenue that is no number
kmq.record('Purchased', { Revenue: '$49.99' });
// @ts-expect-error a property of an event without any
kmq.record('Viewed Pricing', { Plan: 'Pro' });
// @ts-expect-error the same, said in another way
kmq.record('Viewed Help', { Plan: 'Pro' });
// @ts-expect-error a misspelt property where none is required
kmq.record('Searched', { term: 'lamp' });
// @ts-expect-error no such property of a person
kmq.set({ 'Company size': '50-200' });
// @ts-expect-error the property of an event
kmq.set({ Plan: 'Pro' });
// @ts-expect-error a number as text
kmq.set({ MRR: '499' });
// @ts-expect-error nobody
kmq.identify(undefined);
// @ts-expect-error no event has it
kmq.register({ Sauce: 'Blog' });
// @ts-expect-error features were not named to the compiler
kmq.pageView();
// @ts-expect-error a plan without events
createKmq<{ person: { MRR: number } }>(settings);

// With a plan, and features by name.
const features = [clicks, forms, pageViews] as const;
const shop: Kmq<Shop, typeof features> = createKmq<Shop, typeof features>(settings, features);
shop.trackClick('#buy', 'Purchased', { Revenue: 1 });
shop.trackClickOnOutboundLink('a', 'Viewed Pricing');
shop.trackSubmit('form', 'Signed Up');
shop.trackSubmit('form', 'Signed Up', { Plan: 'Pro' });
shop.pageView();
// @ts-expect-error no such event
shop.trackClick('#buy', 'Bought', { Revenue: 1 });
// @ts-expect-error a property is missing
shop.trackClick('#buy', 'Purchased');
// @ts-expect-error a misspelt property of a form's event
shop.trackSubmit('form', 'Signed Up', { plan: 'Pro' });
// @ts-expect-error no such event of a form
shop.trackForm('form', 'Signed up');

// A plan that says nothing of persons.
const loose = createKmq<{ events: { A: { b: string } } }>(settings);
loose.set({ anything: 1 });
// @ts-expect-error events are planned all the same
loose.record('B');

// Without a plan.
const free = createKmq(settings, [clicks]);
free.record('Anything', { at: 'all' });
free.record({ set: 1 });
free.set({ Whatever: 1 });
free.trackClick('#any', 'Anything');
// @ts-expect-error a feature that was not passed
free.trackSubmit('form', 'Anything');
// @ts-expect-error no such command
free.recrod('Anything');

// Pages.
declare global {
  var _kmq: KmqQueue<Shop>;
}
globalThis._kmq = globalThis._kmq || [];
_kmq.push(['identify', 'ada@example.com'], ['record', 'Signed Up', { Plan: 'Pro' }]);
_kmq.push(['record', 'Viewed Pricing']);
_kmq.push(['record', 'Viewed Pricing', done]);
_kmq.push(['record', 'Purchased', { Revenue: 49.99 }, done]);
_kmq.push(['set', { 'Company Size': '50-200' }]);
_kmq.push(['trackClick', '#pricing', 'Viewed Pricing']);
_kmq.push(['trackSubmit', '#form', 'Signed Up', { Source: 'Blog' }]);
_kmq.push(['configure', { spa: true }], ['billed', 49.99, 'Pro'], ['clearIdentity']);
_kmq.push(() => console.log('ready'));
// @ts-expect-error no such event
_kmq.push(['record', 'Signed up', { Plan: 'Pro' }]);
// @ts-expect-error a property is missing
_kmq.push(['record', 'Signed Up']);
// @ts-expect-error a misspelt optional property
_kmq.push(['record', 'Signed Up', { Plan: 'Pro', source: 'Blog' }]);
// @ts-expect-error revenue for Revenue
_kmq.push(['record', 'Purchased', { revenue: 49.99 }]);
// @ts-expect-error properties of another event
_kmq.push(['record', 'Purchased', { Plan: 'Pro' }]);
// @ts-expect-error a property of an event without any
_kmq.push(['record', 'Viewed Pricing', { Plan: 'Pro' }]);
// @ts-expect-error no such property of a person
_kmq.push(['set', { mrr: 499 }]);
// @ts-expect-error no such command
_kmq.push(['recrod', 'Signed Up', { Plan: 'Pro' }]);
// @ts-expect-error no such event of a click
_kmq.push(['trackClick', '#pricing', 'Viewed Prices']);
// @ts-expect-error nobody
_kmq.push(['identify', undefined]);
// @ts-expect-error a call that is no list
_kmq.push('record');

/** Pages without a plan push what they like. */
export const anything: KmqQueue = [
  ['record', 'Anything', { at: 'all' }],
  ['setReferrer'],
  () => undefined,
];

// Servers.
const server = createServerKmq<Shop>(settings);
server.record('ada', 'Signed Up', { Plan: 'Pro' });
server.record(7, 'Viewed Pricing');
server.record('ada', 'Purchased', { Revenue: 49.99, _t: 1700000000, _d: 1 });
server.set('ada', { MRR: 499 });
server.alias('ada', 'ada@example.com');
server.flush(AbortSignal.timeout(1000)).then(({ waiting }) => waiting.toFixed());
createServerKmq(settings).record('ada', 'Anything', { at: 'all' });
// @ts-expect-error no such event
server.record('ada', 'Signed up', { Plan: 'Pro' });
// @ts-expect-error a property is missing
server.record('ada', 'Signed Up');
// @ts-expect-error revenue for Revenue
server.record('ada', 'Purchased', { revenue: 49.99 });
// @ts-expect-error nobody
server.record('Signed Up', { Plan: 'Pro' });
// @ts-expect-error no such property of a person
server.set('ada', { mrr: 499 });
// @ts-expect-error no key
createServerKmq({ endpoint: 'https://t.example.com/' });
