import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADA, ANON, ANON_2, BOB, SHAPE } from './support/ids.js';
import { toCall } from './support/network.js';
import { openBrowser, openPage } from './support/page.js';

interface Case {
  what: string;
  /** Cookies before. */
  before: Record<string, string>;
  identify: unknown;
  /** What is sent. */
  calls?: unknown[];
  /** Cookies after. */
  after: { km_ai?: unknown; km_ni?: unknown; km_nw?: unknown };
}

const NAMED = { km_ai: ANON, km_ni: ADA };
const WEAK = { km_ai: ANON, km_ni: BOB, km_nw: '1' };
const FRESH = expect.not.stringContaining(ANON);

/** The table of identities, row by row (client.md: Identity). */
const TABLE: Case[] = [
  {
    what: 'nobody yet: the name, no alias',
    before: {},
    identify: ADA,
    after: { km_ni: ADA },
  },
  {
    what: 'anonymous: an alias, and the anonymous id stays',
    before: { km_ai: ANON },
    identify: ADA,
    calls: [['alias', ADA, ANON, 'i']],
    after: { km_ai: ANON, km_ni: ADA },
  },
  {
    what: 'a number is a name',
    before: { km_ai: ANON },
    identify: 12345,
    calls: [['alias', '12345', ANON, 'i']],
    after: { km_ai: ANON, km_ni: '12345' },
  },
  {
    what: 'cookies of somebody else, too long for an identity: nobody yet',
    before: { km_ai: 'x'.repeat(256), km_ni: 'y'.repeat(256) },
    identify: ADA,
    after: { km_ni: ADA },
  },
  {
    what: 'spaces around a name are no part of it (W3)',
    before: {},
    identify: ' ada ',
    after: { km_ni: 'ada' },
  },
  {
    what: 'the same name without an anonymous id: nothing',
    before: { km_ni: ADA },
    identify: ADA,
    after: { km_ni: ADA },
  },
  {
    what: 'the same name after a change of names: nothing',
    before: { km_ai: ADA, km_ni: ADA },
    identify: ADA,
    after: { km_ai: ADA, km_ni: ADA },
  },
  {
    what: 'another name: no alias, two named people are never merged',
    before: NAMED,
    identify: BOB,
    after: { km_ai: BOB, km_ni: BOB },
  },
  {
    what: 'an anonymous cookie that holds a name counts as named: another name',
    before: { km_ai: ADA },
    identify: BOB,
    after: { km_ai: BOB, km_ni: BOB },
  },
  {
    what: 'an anonymous cookie that holds a name counts as named: the same name',
    before: { km_ai: ADA },
    identify: ADA,
    after: { km_ai: ADA },
  },
  {
    what: 'a weak name gives way: an alias with the anonymous id',
    before: WEAK,
    identify: ADA,
    calls: [['alias', ADA, ANON, 'i']],
    after: { km_ai: ANON, km_ni: ADA },
  },
  {
    what: 'a weak name is confirmed',
    before: WEAK,
    identify: BOB,
    calls: [['alias', BOB, ANON, 'i']],
    after: { km_ai: ANON, km_ni: BOB },
  },
  {
    what: 'a hand-off: it becomes the anonymous id, and the one before is aliased to it',
    before: { km_ai: ANON },
    identify: ANON_2,
    calls: [['alias', ANON_2, ANON, 'a']],
    after: { km_ai: ANON_2 },
  },
  {
    what: 'a hand-off to nobody',
    before: {},
    identify: ANON_2,
    after: { km_ai: ANON_2 },
  },
  {
    what: 'a hand-off of the id it has',
    before: { km_ai: ANON },
    identify: ANON,
    after: { km_ai: ANON },
  },
  {
    what: 'a hand-off to a named person, who keeps the name',
    before: NAMED,
    identify: ANON_2,
    calls: [['alias', ANON_2, ANON, 'a']],
    after: { km_ai: ANON_2, km_ni: ADA },
  },
  {
    what: 'a hand-off never aliases a name',
    before: { km_ai: BOB, km_ni: BOB },
    identify: ANON_2,
    after: { km_ai: ANON_2, km_ni: BOB },
  },
  ...[
    'zoë@example.com',
    ' zoë@example.com',
    'zoë@example.com\n',
    'zoe\u0308@example.com',
    '\ufeffzoë@example.com',
  ]
    .concat('zoë@example.com\u00a0', 'zo\u200bë@example.com', '\u200ezoë@example.com\u00ad\u3000')
    .map((identify) => ({
      what: `a spelling of one identity (W3): ${JSON.stringify(identify)}`,
      before: { km_ai: ANON },
      identify,
      calls: [['alias', 'zoë@example.com', ANON, 'i']],
      after: { km_ai: ANON, km_ni: 'zoë@example.com' },
    })),
  {
    what: 'another spelling of the name that it has, also of one that an earlier page wrote',
    before: { km_ai: ANON, km_ni: ' ada@example.com' },
    identify: 'ada@example.com\u200b',
    calls: [['alias', ADA, ANON, 'i']],
    after: { km_ai: ANON, km_ni: ADA },
  },
  ...[
    'guest',
    '"guest',
    '\\"guest',
    "guest'",
    '“undefined”',
    '[object Object',
    'object Object]',
    '[object Null]',
  ]
    .concat('0', 'Anonymous', '{{user.email}}', '{{ user', '<%= id %>', '`user`\u200b')
    .map((identify) => ({
      what: `a placeholder is refused (S10): ${JSON.stringify(identify)}`,
      before: { km_ai: ANON },
      identify,
      after: { km_ai: ANON },
    })),
  {
    what: 'an identity over 255 characters: refused, cut it would be somebody else (W3)',
    before: { km_ai: ANON },
    identify: 'x'.repeat(256),
    after: { km_ai: ANON },
  },
];

const PERSON = ({ km_ai, km_ni, km_nw }: Record<string, string>) => ({
  ...(km_ai ? { km_ai } : {}),
  ...(km_ni ? { km_ni } : {}),
  ...(km_nw ? { km_nw } : {}),
});

describe('identify (client.md: Identity)', () => {
  it.each(TABLE)('$what', async ({ before, identify, calls = [], after }) => {
    const page = await openPage({ cookies: before });
    page.push(['identify', identify]);
    expect(await page.sent()).toEqual(calls);
    expect(PERSON(page.cookies())).toEqual(after);
  });

  it('of nobody is as clearIdentity', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    const seen = new Set([ANON]);
    for (const nobody of ['', null, 'null', 'nil', "''", '""', '"null"', "'nil'"]) {
      page.push(['identify', ADA], ['identify', nobody]);
      expect(PERSON(page.cookies()), String(nobody)).toEqual({
        km_ai: expect.stringMatching(SHAPE),
      });
      seen.add(page.cookies().km_ai!);
    }
    expect(seen.size).toBe(9);
    expect((await page.sent()).map(([kind]) => kind)).toEqual(Array(8).fill('alias'));
    expect(page.warnings).toEqual([]);
  });

  it('of a placeholder is refused with one warning: it would pool strangers', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    const values = [undefined, Number.NaN, true, false, {}];
    const texts = ['undefined', 'NaN', 'true', 'false', 'none', '[object Object]'];
    for (const [n, placeholder] of [...values, ...texts].entries()) {
      page.push(['identify', placeholder]);
      expect(page.warnings, String(placeholder)).toHaveLength(n + 1);
    }
    expect(await page.sent()).toEqual([]);
    expect(PERSON(page.cookies())).toEqual({ km_ai: ANON });
  });

  it('takes names that only look like those', async () => {
    const page = await openPage();
    for (const name of ['nilsson', 'trueman', 'nullable@x.org', 'none-at-all', 'undefined@x.org']) {
      page.push(['identify', name]);
      expect(page.cookies().km_ni).toBe(name);
    }
    expect(page.warnings).toEqual([]);
  });

  it('takes what only looks like an anonymous id for a name', async () => {
    const names = [
      ANON.slice(1),
      `A${ANON}`,
      ANON.replace('=', 'A'),
      `${'_'.repeat(27)}=`,
      // Not the base64 of 20 bytes: its last character holds bits of a 21st.
      `${'Z'.repeat(27)}=`,
    ];
    for (const name of names) {
      const page = await openPage();
      page.push(['identify', name]);
      expect(page.cookies(), name).toEqual({ km_ni: name });
    }
  });

  it('gives each hit the identity of its moment', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.push(['record', 'Before'], ['identify', ADA], ['record', 'After']);
    expect(await page.sent()).toEqual([
      ['Before', {}],
      ['alias', ADA, ANON, 'i'],
      ['After', {}],
    ]);
    expect(page.hits().map(({ person }) => person)).toEqual([ANON, ANON, ADA]);
  });

  it('names the automatic hits of the first page when it came early (C2)', async () => {
    const page = await openPage({ automatic: true, early: [['identify', ADA]] });
    await page.sent();
    const events = page.hits().filter(({ kind }) => kind === 'event');
    expect(events.map(({ name, person }) => [name, person])).toEqual([
      ['Page View', ADA],
      ['Visited Site', ADA],
    ]);
    expect(PERSON(page.cookies())).toEqual({ km_ni: ADA });
  });

  it('sends nothing for a name that is repeated on each page', async () => {
    const browser = openBrowser();
    const first = await browser.open({ cookies: { km_ai: ANON } });
    first.push(['identify', ADA]);
    await first.sent();
    await first.leave();
    for (const each of [1, 2]) {
      const page = await browser.open();
      page.push(['identify', ADA], ['identify', ADA]);
      expect(await page.sent(), `page ${each}`).toEqual([]);
      expect(page.batches(), `page ${each}`).toEqual([]);
      await page.leave();
    }
  });

  it('sends the alias of a repeated name once more while it is not acknowledged', async () => {
    const page = await openPage({ cookies: NAMED });
    page.push(['identify', ADA], ['identify', ADA]);
    expect(await page.sent()).toEqual([['alias', ADA, ANON, 'i']]);
    page.push(['identify', ADA]);
    expect(await page.sent()).toHaveLength(1);
  });

  it('sends nothing for it also when other identities were tied since', async () => {
    const browser = openBrowser();
    const first = await browser.open({ cookies: { km_ai: ANON } });
    first.push(['identify', ADA]);
    await first.sent();
    first.push(['alias', 'customer 7', ADA]);
    await first.sent();
    await first.leave();
    const next = await browser.open();
    next.push(['identify', ADA]);
    expect(await next.sent()).toEqual([]);
  });

  it('asks again under another key: each site has its own links', async () => {
    const browser = openBrowser();
    const first = await browser.open({ cookies: NAMED });
    first.push(['identify', ADA]);
    await first.sent();
    await first.leave();
    const second = await browser.open({ globals: { _kmk: 'other' } });
    second.push(['identify', ADA]);
    expect(await second.sent()).toEqual([['alias', ADA, ANON, 'i']]);
  });
});

describe('clearIdentity (client.md: Identity)', () => {
  it.each([
    ['named', NAMED],
    ['named weakly', WEAK],
    ['named twice', { km_ai: ADA, km_ni: ADA }],
  ])('%s: the name goes and a fresh anonymous id is there at once', async (_, cookies) => {
    const page = await openPage({ cookies });
    page.push(['clearIdentity']);
    const { km_ai, km_ni, km_nw } = page.cookies();
    expect([km_ni, km_nw]).toEqual([undefined, undefined]);
    expect(km_ai).toMatch(SHAPE);
    expect(km_ai).not.toBe(ANON);
    page.push(['record', 'After']);
    expect(await page.sent()).toEqual([['After', {}]]);
    expect(page.hits()[0]!.person).toBe(km_ai);
  });

  it('anonymous: keeps the id', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.push(['clearIdentity']);
    expect(PERSON(page.cookies())).toEqual({ km_ai: ANON });
  });

  it('does not tie the next person to the one before', async () => {
    const page = await openPage({ cookies: NAMED });
    page.push(['clearIdentity'], ['identify', BOB]);
    const fresh = page.cookies().km_ai;
    expect(await page.sent()).toEqual([['alias', BOB, fresh, 'i']]);
  });
});

describe('the first second of a first visit (C15)', () => {
  it('sends one alias for a hand-off', async () => {
    const page = await openPage({ early: [['record', 'A']] });
    const id = page.window.KM.i!();
    page.push(['identify', ANON_2]);
    await page.tick(5_000);
    expect(page.calls()).toEqual([
      ['A', {}],
      ['alias', ANON_2, id, 'a'],
    ]);
  });

  it.each([
    ['in one task', 0],
    ['a moment apart', 100],
  ])('does not tie who comes after clearIdentity to the one before, %s', async (_, ms) => {
    const page = await openPage({ early: [['record', 'A']] });
    const id = page.window.KM.i!();
    page.push(['identify', ADA]);
    if (ms) await page.tick(ms);
    page.push(['clearIdentity'], ['record', 'B']);
    await page.tick(5_000);
    expect(page.calls()).toEqual([
      ['A', {}],
      ['alias', ADA, id, 'i'],
      ['B', {}],
    ]);
    await page.leave();
    const next = await page.browser.open();
    next.push(['record', 'C']);
    await next.tick(5_000);
    expect(next.calls()).toEqual([['C', {}]]);
  });
});

describe('alias (client.md: Commands)', () => {
  it.each([
    ['two identities', [ADA, BOB], [['alias', ADA, BOB, 'a']]],
    ['the current one by default', [ADA], [['alias', ADA, ANON, 'a']]],
    ['equal ones: nothing', [ADA, ADA], []],
    ['the current one with itself: nothing', [ANON], []],
    ['nobody: nothing', [''], []],
    ['too long: nothing', ['x'.repeat(256), ADA], []],
  ])('%s', async (_, values, calls) => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.push(['alias', ...values]);
    expect(await page.sent()).toEqual(calls);
    expect(PERSON(page.cookies())).toEqual({ km_ai: ANON });
  });
});

describe('the current identity', () => {
  it('is made in the shape of the original, once, and stored', async () => {
    const page = await openPage();
    const id = page.window.KM.i!();
    expect(id).toMatch(SHAPE);
    expect(page.window.KM.i!()).toBe(id);
    expect(page.cookies().km_ai).toBe(id);
    page.push(['record', 'A'], ['set', { B: 1 }]);
    await page.sent();
    expect(page.hits().map(({ person }) => person)).toEqual([id, id]);
  });

  it('is the name where there is one', async () => {
    const page = await openPage({ cookies: NAMED });
    expect(page.window.KM.i!()).toBe(ADA);
  });

  it('is cached as KM._i (client.md: Commands)', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.window.KM.i!();
    expect(page.window.KM._i).toBe(ANON);
    page.push(['identify', ADA]);
    page.window.KM.i!();
    expect(page.window.KM._i).toBe(ADA);
  });

  it('is another one for each browser', async () => {
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push((await openPage()).window.KM.i!());
    expect(new Set(ids).size).toBe(3);
  });

  it.each([
    ['percent-encoded', encodeURIComponent(ANON), encodeURIComponent(ADA)],
    ['raw', ANON, ADA],
  ])('comes from cookies of the original client, %s', async (_, km_ai, km_ni) => {
    const raw = { km_ai: `${km_ai}; path=/`, km_ni: `${km_ni}; path=/` };
    const page = await openPage({ cookies: raw });
    expect(page.window.KM.i!()).toBe(ADA);
    page.push(['clearIdentity'], ['identify', BOB]);
    expect((await page.sent()).flat()).not.toContain(ANON);
    const anonymous = await openPage({ cookies: { km_ai: raw.km_ai } });
    anonymous.push(['identify', ADA]);
    expect(await anonymous.sent()).toEqual([['alias', ADA, ANON, 'i']]);
  });

  it('is read as it stands where a cookie holds a stray %', async () => {
    const page = await openPage({ cookies: { km_ni: '100% cotton; path=/' } });
    expect(page.window.KM.i!()).toBe('100% cotton');
  });
});

describe('two tabs (C15)', () => {
  it('agree on one id within a second, and the loser is aliased to the winner', async () => {
    const page = await openPage();
    const loser = page.window.KM.i!();
    page.push(['record', 'A']);
    // Another tab of the same first visit has written its own id at the same moment.
    page.browser.jar.setCookieSync(
      `km_ai=${encodeURIComponent(ANON_2)};path=/;domain=example.com`,
      page.window.location.href,
    );
    await page.tick(1_000);
    expect(page.window.KM.i!()).toBe(ANON_2);
    const links = (await page.sent()).filter(([kind]) => kind === 'alias');
    expect(links).toHaveLength(1);
    expect(links[0]!.slice(1, 3).sort()).toEqual([ANON_2, loser].sort());
  });

  it('hear of a name that the other one gave, by a storage event', async () => {
    const browser = openBrowser();
    const [one, two] = [await browser.open(), await browser.open()];
    two.push(['record', 'Before']);
    one.push(['identify', ADA]);
    await browser.tick(100);
    two.push(['record', 'After']);
    await two.sent();
    expect(two.hits().at(-1)).toMatchObject({ name: 'After', person: ADA });
  });

  const setElsewhere = (page: Awaited<ReturnType<typeof openPage>>, cookie: string) =>
    page.browser.jar.setCookieSync(`${cookie};path=/`, page.window.location.href);

  it('hear of a name on becoming visible', async () => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.push(['record', 'Before']);
    page.hide();
    setElsewhere(page, `km_ni=${ADA}`);
    page.show();
    page.push(['record', 'After']);
    await page.sent();
    expect(page.hits().at(-1)).toMatchObject({ name: 'After', person: ADA });
  });

  it.each([
    ['identify', ['identify', BOB], [], BOB],
    ['alias', ['alias', BOB], [['alias', BOB, ADA, 'a']], ADA],
    ['clearIdentity', ['clearIdentity'], [], FRESH],
  ])('hear of a name before %s', async (_, item, calls, person) => {
    const page = await openPage({ cookies: { km_ai: ANON } });
    page.window.KM.i!();
    setElsewhere(page, `km_ni=${ADA}`);
    page.push(item);
    expect(await page.sent()).toEqual(calls);
    expect(page.window.KM.i!()).toEqual(person);
  });
});

/** The same table in its shortest form: who the visitor is, and what is sent. */
const createReference = () => {
  const is = { anonymous: '', named: '', weak: false };
  const settled: string[] = [];
  const calls: unknown[][] = [];
  const link = (name: string, other: string, source: string) => {
    settled.push(`${name} ${other}`);
    calls.push(['alias', name, other, source]);
  };
  return {
    is,
    calls,
    identify(id: string, fresh: string) {
      const name = is.named || (SHAPE.test(is.anonymous) ? '' : is.anonymous);
      const before = is.anonymous;
      if (!id) {
        if (name) Object.assign(is, { anonymous: fresh, named: '' });
      } else if (SHAPE.test(id)) {
        is.anonymous = id;
        if (SHAPE.test(before) && id !== before) link(id, before, 'a');
      } else if (!name) {
        is.named = id;
        if (before) link(id, before, 'i');
      } else if (name !== id) Object.assign(is, { anonymous: id, named: id });
      else if (SHAPE.test(before) && !settled.includes(`${id} ${before}`)) link(id, before, 'i');
    },
  };
};

/** A page, or a moment, goes by; or the visitor is named, or somebody records something. */
const STEP = fc.oneof(
  fc.record({ id: fc.constantFrom(ADA, BOB, ANON, ANON_2, '') }),
  fc.constant('record' as const),
  fc.constant('next page' as const),
  fc.constantFrom(0, 100, 700, 5_000),
);

describe('any history of a visitor (client.md: Identity)', () => {
  it('is as the table says, step by step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { maxLength: 8 }), async (steps) => {
        const browser = openBrowser();
        const reference = createReference();
        let page = await browser.open();
        for (const step of steps) {
          if (typeof step === 'number') await page.tick(step);
          else if (step === 'next page') {
            await page.tick(2_000);
            await page.leave();
            page = await browser.open();
          } else if (step === 'record') {
            page.push(['record', 'A']);
            if (!reference.is.named) reference.is.anonymous ||= page.window.KM.i!() as string;
          } else {
            page.push(['identify', step.id]);
            reference.identify(step.id, page.cookies().km_ai ?? '');
          }
          const { km_ai = '', km_ni = '' } = page.cookies();
          expect([km_ai, km_ni]).toEqual([reference.is.anonymous, reference.is.named]);
        }
        await page.tick(10_000);
        const links = browser
          .hits()
          .map(toCall)
          .filter(([kind]) => kind === 'alias');
        expect(links).toEqual(reference.calls);
        page.crash();
      }),
      { numRuns: 12 },
    );
  }, 30_000);
});
