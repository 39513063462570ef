import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/inspector/entry.js';
import { createInspector } from '../../../src/inspector/inspect.js';
import { type Known, NOTHING_KNOWN } from '../../../src/inspector/mistake.js';
import type { Row } from '../../../src/inspector/row.js';
import { encodeHit } from '../../../src/wire/encode.js';
import type { Hit } from '../../../src/wire/hit.js';

const ANONYMOUS = 'QUJDREVGR0hJSktMTU5PUFFSU1Q=';
const HIT: Hit = { kind: 'event', name: 'Signed Up', person: ANONYMOUS, properties: {}, id: 'aaa' };
const LINE = encodeHit(HIT);

/** A panel of texts: `kind: title`, and behind it what the line says of itself. */
const inspect = (known: Known = NOTHING_KNOWN) => {
  const rows: { text: string; state: string }[] = [];
  let described = '';
  let remembered = known;
  const inspector = createInspector({
    panel: {
      add({ kind, title }: Row) {
        const row = { text: `${kind}: ${title}`, state: '' };
        rows.push(row);
        return {
          say(state) {
            row.state = state;
          },
        };
      },
      describe(text) {
        described = text;
      },
    },
    endpoint: 'https://track.example.com/',
    isActive: () => false,
    known,
    remember(more) {
      remembered = more;
    },
  });
  return {
    tell: (...entries: [string, ...unknown[]][]) => {
      for (const entry of entries) inspector.tell([0, ...entry] as Entry);
    },
    forbid: inspector.forbid,
    shown: () => rows.map(({ text, state }) => (state ? `${text} [${state}]` : text)),
    described: () => described,
    remembered: () => remembered,
  };
};

describe('the inspector', () => {
  it('follows a hit from the call to the receipt', () => {
    const { tell, shown, described } = inspect();
    tell(['call', 'record', ['Signed Up']], ['hit', HIT], ['stored', [LINE]]);
    expect(shown()).toEqual(['call: record("Signed Up")', 'hit: Signed Up [stored]']);
    expect(described()).toBe('0 delivered, 1 waiting');
    tell(['sent', [LINE], 1]);
    expect(shown()[1]).toBe('hit: Signed Up [sent]');
    tell(['answer', [LINE], [200, { accepted: 1, rejected: [] }]], ['removed', [LINE]]);
    expect(shown()[1]).toBe('hit: Signed Up [delivered]');
    expect(described()).toBe('1 delivered, 0 waiting');
  });

  it.each([
    [
      'a line that was refused',
      [200, { accepted: 0, rejected: [{ line: 0, reason: 'missing_name' }] }],
      'refused: missing_name',
    ],
    ['a collector in trouble', [503], 'refused, kept'],
    ['no answer', [0], 'no answer, kept'],
  ])('%s', (_, answer, state) => {
    const { tell, shown } = inspect();
    tell(['hit', HIT], ['stored', [LINE]], ['sent', [LINE], 1], ['answer', [LINE], answer]);
    expect(shown()[0]).toBe(`hit: Signed Up [${state}]`);
  });

  it('tells a hit that was dropped without a receipt', () => {
    const { tell, shown, described } = inspect();
    tell(['hit', HIT], ['stored', [LINE]], ['removed', [LINE]]);
    expect(shown()).toEqual(['hit: Signed Up [dropped]']);
    expect(described()).toBe('0 delivered, 0 waiting');
  });

  it('shows a hit that is told again once', () => {
    const { tell, shown } = inspect();
    tell(['hit', HIT], ['hit', { ...HIT, properties: { 'Page Title': 'Home' } }]);
    expect(shown()).toEqual(['hit: Signed Up']);
  });

  it('says who the visitor is', () => {
    const { tell, described } = inspect();
    tell(['identity', ANONYMOUS, 'jane@example.com', '']);
    expect(described()).toBe('jane@example.com · 0 delivered, 0 waiting');
  });

  it('names the same mistake once, and counts', () => {
    const { tell, shown } = inspect();
    const call: [string, ...unknown[]] = ['call', 'record', ['Purchased', { revenue: 1 }]];
    tell(call, call, call);
    expect(shown().filter((text) => text.startsWith('mistake'))).toEqual([
      'mistake: Revenue is sent under a name that the revenue report does not read. [3 times]',
    ]);
  });

  it('knows names of the page before', () => {
    const { tell, shown, remembered } = inspect({ ...NOTHING_KNOWN, events: ['Signed Up'] });
    tell(['call', 'record', ['signed up']]);
    expect(shown()[1]).toMatch(/^mistake: This event is called almost/);
    expect(remembered().events).toEqual(['Signed Up', 'signed up']);
  });

  it('names a policy that forbids the endpoint', () => {
    const { forbid, shown } = inspect();
    forbid();
    expect(shown()).toEqual([
      'delivery: A request forbidden by the page’s policy',
      'mistake: The script runs, but the policy of this page forbids it to send.',
    ]);
  });

  it('outlives what a page hands over', () => {
    const { tell, shown } = inspect();
    const { warn } = console;
    const warned: unknown[] = [];
    console.warn = (...words) => warned.push(words);
    tell(
      ['call', 'identify', [Object.create(null)]],
      ['call', 'record', ['Purchased', { Revenue: Object.create(null) }]],
      ['call', 'record', ['Later']],
    );
    console.warn = warn;
    expect(warned.length).toBeGreaterThan(0);
    expect(shown().at(-1)).toBe('call: record("Later")');
  });
});
