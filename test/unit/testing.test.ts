import { describe, expect, it, vi } from 'vitest';
import { createTestKmq, type Hit, type KmqMatchers, kmqMatchers } from '../../src/testing.js';
import { isAnonymousShape } from '../../src/wire.js';
import { AT, HITS } from '../fixtures/hits.js';
import { openPage, readModule } from './support/page.js';

declare module 'vitest' {
  interface Matchers<T> extends KmqMatchers<T> {}
}
expect.extend(kmqMatchers);

type Commands = Record<string, (...values: unknown[]) => void>;

/** What a hit says, without when, and with one name for whoever is anonymous. */
const toSaid = ({ kind, name = '', person, properties, source }: Hit) => {
  const who = (identity: string) => (isAnonymousShape(identity) ? 'anonymous' : identity);
  return [kind, who(name), who(person), { ...properties }, source];
};

describe('a client in memory', () => {
  it.each(HITS)('$what: command → hit (W5)', ({ command, hit }) => {
    const kmq = createTestKmq();
    kmq.identify(AT.person);
    const [name, ...values] = command as [string, ...unknown[]];
    (kmq as never as Commands)[name]!(...values);
    const [first] = kmq.hits;
    const time = hit.timeGiven ? hit.time : first!.time;
    expect([first, kmq.hits.length]).toEqual([{ ...hit, id: first!.id, time }, 1]);
  });

  const LIVES: Record<string, unknown[][]> = {
    'anonymous, then named': [
      ['record', 'A'],
      ['identify', 'ada'],
      ['record', 'B'],
    ],
    'named at once': [
      ['identify', 'ada'],
      ['identify', 'ada'],
      ['set', { a: 1 }],
    ],
    'named twice': [
      ['record', 'A'],
      ['identify', 'ada'],
      ['identify', 'bob'],
      ['record', 'B'],
    ],
    'signed out': [['identify', 'ada'], ['record', 'A'], ['clearIdentity'], ['record', 'B']],
    'nobody by mistake': [
      ['identify', 'undefined'],
      ['record', 'A'],
    ],
    'an alias': [
      ['identify', 'ada'],
      ['alias', 'ada@example.com'],
      ['alias', 'a', 'b'],
    ],
    'registered properties': [
      ['register', { a: 1 }],
      ['record', 'A', { b: 2 }],
      ['unregister', 'a'],
      ['record', 'B'],
    ],
  };

  it.each(Object.entries(LIVES))('%s: the hits of a page', async (_, calls) => {
    const page = await openPage({ script: 'index', globals: { _kmk: undefined, _kmq: undefined } });
    const inPage = readModule(page).createKmq({ key: 'demo', endpoint: 'https://t.example.com/' });
    const kmq = createTestKmq();
    vi.spyOn(console, 'warn').mockReturnValue();
    for (const [name, ...values] of calls as [string, ...unknown[]][])
      for (const client of [inPage, kmq]) (client as never as Commands)[name]!(...values);
    await page.sent();
    vi.restoreAllMocks();
    expect(kmq.hits.map(toSaid)).toEqual(page.hits().map(toSaid));
  });

  it('calls back, and knows who it is', async () => {
    const kmq = createTestKmq();
    const done = vi.fn();
    kmq.record('A', {}, done);
    kmq.flush(done);
    await vi.waitFor(() => expect(done).toHaveBeenCalledTimes(2));
    kmq.identify('ada');
    expect(kmq.i()).toBe('ada');
  });
});

describe('matchers', () => {
  const kmq = createTestKmq();
  kmq.record('Signed Up', { Plan: 'Pro', Source: 'Blog', Revenue: 49.99 });
  kmq.set({ 'Company Size': '50-200' });
  kmq.identify('ada@example.com');
  kmq.pageView({ 'Viewed URL': '/' });

  it('tell what was tracked', () => {
    expect(kmq).toHaveRecorded('Signed Up');
    expect(kmq).toHaveRecorded('Signed Up', { Revenue: 49.99, Plan: 'Pro' });
    expect(kmq).toHaveRecorded('Signed Up', { Plan: expect.stringMatching(/^P/) });
    expect(kmq).toHaveRecorded('Page View', { 'Viewed URL': '/' });
    expect(kmq).toHaveSet({ 'Company Size': '50-200' });
    expect(kmq).toHaveIdentified('ada@example.com');
  });

  it('tell what was not', () => {
    expect(kmq).not.toHaveRecorded('signed up');
    expect(kmq).not.toHaveRecorded('Signed Up', { Plan: 'Free' });
    expect(kmq).not.toHaveRecorded('Signed Up', { plan: 'Pro' });
    expect(kmq).not.toHaveSet({ Plan: 'Pro' });
    expect(kmq).not.toHaveIdentified('bob@example.com');
    expect(createTestKmq()).not.toHaveRecorded('Signed Up');
  });

  it('fail with what was tracked instead', () => {
    expect(() => expect(kmq).toHaveRecorded('Signed up', { Plan: 'Pro' })).toThrow(
      /expected event Signed up with \{"Plan":"Pro"\}; tracked:\n {2}Signed Up \{"Plan":"Pro"/,
    );
    expect(() => expect(kmq).not.toHaveRecorded('Signed Up')).toThrow(
      /expected no event Signed Up/,
    );
    expect(() => expect(createTestKmq()).toHaveIdentified('ada')).toThrow(/tracked:\n {2}nothing/);
  });

  it('wait where hits come in later, and give up', async () => {
    vi.useFakeTimers();
    const hits: Hit[] = [];
    const watched = { hits, arrive: true };
    setTimeout(() => hits.push(...kmq.hits), 4_000);
    const found = expect(watched).toHaveRecorded('Signed Up');
    const missed = expect(
      Promise.resolve(expect(watched).toHaveRecorded('Elsewhere')),
    ).rejects.toThrow(/tracked:\n {2}Signed Up/);
    await vi.advanceTimersByTimeAsync(6_000);
    await Promise.all([found, missed]);
    vi.useRealTimers();
  });
});
