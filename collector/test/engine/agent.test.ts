import { expect, test } from 'vitest';
import { toAgentProperties } from '../../src/engine/agent.js';
import { projectHit } from '../../src/engine/hit.js';
import { toRecord } from '../support/records.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

test.each([
  ['Firefox on Linux', FIREFOX, ['Firefox', 'Linux', 'Desktop']],
  [
    'Chrome on Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    ['Chrome', 'Windows', 'Desktop'],
  ],
  [
    'Edge',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    ['Microsoft Edge', 'Windows', 'Desktop'],
  ],
  [
    'Safari on a Mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    ['Safari', 'macOS', 'Desktop'],
  ],
  [
    'Safari on a telephone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    ['Safari', 'iOS', 'Phone'],
  ],
  [
    'Safari on a tablet',
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
    ['Safari', 'iOS', 'Tablet'],
  ],
  [
    'Chrome on Android',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    ['Chrome', 'Android', 'Phone'],
  ],
  ['a server', 'node', [undefined, undefined, undefined]],
  ['a made-up one', `Mozilla/${'x'.repeat(500)}`, [undefined, undefined, undefined]],
])('%s', (_, agent, expected) => {
  const { Browser, System, Device } = toAgentProperties(agent);
  expect([Browser, System, Device]).toEqual(expected);
});

test('an event has the country of its sender, unless the page sent its own', () => {
  const project = (fields: Record<string, string>, kind: 'e' | 's' = 'e') =>
    JSON.parse(
      projectHit({ ...toRecord(kind, { _p: 'ada', ...fields }), seq: 1, country: 'DE' })!
        .properties,
    );
  expect(project({ _n: 'A' })).toEqual({ Country: 'DE' });
  expect(project({ _n: 'A', Country: 'Wonderland' })).toEqual({ Country: 'Wonderland' });
  expect(project({ Plan: 'Pro' }, 's')).toEqual({ Plan: 'Pro' });
});

test('an event has them among its properties, unless the page sent its own; a set and an alias have none', () => {
  const project = (kind: 'e' | 's' | 'a', fields: Record<string, string>, agent?: string) =>
    JSON.parse(
      projectHit({ ...toRecord(kind, fields), seq: 1, ...(agent && { agent }) })!.properties,
    );
  const event = { _n: 'A', _p: 'ada', Plan: 'Pro' };
  const told = { Browser: 'Firefox', System: 'Linux', Device: 'Desktop' };
  expect(project('e', event, FIREFOX)).toEqual({ Plan: 'Pro', ...told });
  expect(project('e', { ...event, Browser: 'Ours' }, FIREFOX)).toEqual({
    Plan: 'Pro',
    ...told,
    Browser: 'Ours',
  });
  expect(project('e', event)).toEqual({ Plan: 'Pro' });
  expect(project('s', { _p: 'ada', Plan: 'Pro' }, FIREFOX)).toEqual({ Plan: 'Pro' });
  expect(project('a', { _n: 'ada', _p: 'x' }, FIREFOX)).toEqual({});
});
