import { clicks, createKmq } from '../../src/index.js';
import { KmqProvider, useIdentify, useKmq, useRecord, useTrackClick } from '../../src/react.js';
import type { Shop } from './shop.js';

const settings = { key: 'demo', endpoint: 'https://t.example.com/' };
const features = [clicks] as const;

export const Component = () => {
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
  const ref = useTrackClick<Shop>('Viewed Pricing');
  useIdentify(undefined);
  useIdentify(null);
  useIdentify('ada@example.com');
  return (
    <nav>
      <a href="/pricing" ref={ref}>
        Pricing
      </a>
      <a href="/docs" ref={useTrackClick('Clicked Docs')}>
        Docs
      </a>
      <button type="button" ref={useTrackClick<Shop>('Viewed Pricing')} />
    </nav>
  );
};

export const App = () => (
  <>
    <KmqProvider client={createKmq(settings)} />
    <KmqProvider client={createKmq<Shop>(settings)}>Text</KmqProvider>
    <KmqProvider client={createKmq<Shop, typeof features>(settings, features)}>
      <Component />
    </KmqProvider>
    {/* @ts-expect-error no client */}
    <KmqProvider />
    {/* @ts-expect-error settings are no client */}
    <KmqProvider client={settings} />
  </>
);
