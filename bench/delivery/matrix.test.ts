// The long form of `test/e2e/delivery*`: `npm run bench:delivery` after a build. Writes its tables into docs/delivery.md.
// In pieces: TEST_ENGINES=firefox, TEST_EXITS='close,reload', and `-t 'misbehaves'`; the other rows stay as they are.
import { expect, it } from 'vitest';
import {
  type DeliverySite,
  EXITS,
  type Exit,
  type Outcome,
  runTrial,
  startDelivery,
} from '../../test/e2e/support/delivery.js';
import { type Browser, ENGINES, type Engine, launch } from '../../test/e2e/support/launch.js';
import { BEHAVIOURS } from '../../test/e2e/support/misbehaving.js';
import { writeTable } from './tables.js';

const TRIALS = Number(process.env.TEST_TRIALS ?? 20);
const BAD_TRIALS = Number(process.env.TEST_BAD_TRIALS ?? 2);
/** Visitors at a time; they wait most of the time. */
const AT_ONCE = Number(process.env.TEST_AT_ONCE ?? 4);
const { TEST_ENGINES, TEST_EXITS } = process.env;
const engines = ENGINES.filter((engine) => TEST_ENGINES?.split(',').includes(engine) ?? true);
const exits = EXITS.filter((exit) => TEST_EXITS?.split(',').includes(exit) ?? true);
const HITS = 30;
const SIZE = 3000;

interface Trial {
  name: string;
  exit: Exit;
  site: DeliverySite;
  /** Before the visitor comes, and when they are back. */
  begin?: () => void;
  back?: () => void | Promise<void>;
}

/** Runs trials, a few at a time, each by a person of their own. */
const runAll = async (browser: Browser, trials: Trial[]): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  const waiting = [...trials];
  const work = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift()) {
      const { name, exit, site, begin, back } = trial;
      const profile = await browser.profile();
      try {
        begin?.();
        const given = { trial: name, hits: HITS, size: SIZE, ...(back && { back }) };
        outcomes.push(await runTrial(profile, site, given, exit));
      } finally {
        await profile.close();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
};

/** None of `trials` failed: the share that fails is below this, with 95 % confidence. */
const toBound = (trials: number): string => `${(100 * (1 - 0.05 ** (1 / trials))).toFixed(1)} %`;

const sum = (outcomes: Outcome[], one: (outcome: Outcome) => number): number =>
  outcomes.reduce((total, outcome) => total + one(outcome), 0);

/** A row of a table; the bound only where nothing failed. */
const toRow = (engine: Engine, what: string[], outcomes: Outcome[]): string => {
  const trials = outcomes.length;
  const hits = trials * HITS;
  const failed = outcomes.filter(({ distinct, duplicates }) => distinct < HITS || duplicates);
  const cells = [
    engine,
    ...what,
    trials,
    `${sum(outcomes, ({ atLeaving }) => atLeaving)} of ${hits}`,
    `${sum(outcomes, ({ distinct }) => distinct)} of ${hits}`,
    sum(outcomes, ({ duplicates }) => duplicates),
    outcomes.filter(({ disordered }) => disordered).length,
    `${Math.ceil(Math.max(...outcomes.map(({ timeError }) => timeError)))} ms`,
    failed.length ? `${failed.length} failed` : `< ${toBound(trials)}`,
  ];
  return `| ${cells.join(' | ')} |`;
};

const COUNTS = [
  'trials',
  'at leaving',
  'after the return',
  'twice',
  'trials out of order',
  'time error',
];
const BOUND = 'trials that fail';

const onAll = async (run: (engine: Engine, browser: Browser) => Promise<void>): Promise<void> => {
  await Promise.all(
    engines.map(async (engine) => {
      const browser = await launch(engine, { backForwardCache: true });
      try {
        await run(engine, browser);
      } finally {
        await browser.close();
      }
    }),
  );
};

const HOUR_MS = 3_600_000;

it(
  'every way out',
  () =>
    onAll(async (engine, browser) => {
      for (const exit of exits) {
        // A collector that has to read a long log to be asked what arrived is slow to take what arrives.
        const delivery = await startDelivery();
        const site = await delivery.site('matrix');
        const trials = Array.from({ length: TRIALS }, (_, n) => ({ name: `${n}`, exit, site }));
        const outcomes = await runAll(browser, trials);
        const preflights = site.proxy.batches.filter(({ method }) => method !== 'POST').length;
        expect(preflights).toBe(0);
        const restored = outcomes.filter((outcome) => outcome.restored).length;
        const what = exit === 'back/forward cache' ? `${exit}, ${restored} kept` : exit;
        // At once: a run may be stopped before its end.
        writeTable(
          'exits',
          ['engine', 'exit', ...COUNTS, BOUND],
          [toRow(engine, [what], outcomes)],
        );
        console.log(Math.max(...outcomes.map(({ seconds }) => seconds)), 's at most');
        await delivery.close();
      }
    }),
  2 * HOUR_MS,
);

const BAD: [string, (site: DeliverySite) => Pick<Trial, 'begin' | 'back'>][] = [
  ...(['fails', 'busy', 'html', 'cut', 'silent', 'narrow'] as const).map(
    (name): (typeof BAD)[number] => [
      {
        fails: '500',
        busy: '429',
        html: 'HTML, 200',
        cut: 'cut after taking',
        silent: 'no answer',
        narrow: 'proxy’s 413',
      }[name],
      ({ proxy }) => ({
        begin: () => proxy.behave(BEHAVIOURS[name]),
        back: () => proxy.behave(BEHAVIOURS.well),
      }),
    ],
  ),
];
const BAD_EXITS = [
  'link',
  'cross-site link from a no-store page',
  'close',
  'back/forward cache',
] as const;

it(
  'every way out while the collector misbehaves',
  () =>
    onAll(async (engine, browser) => {
      for (const [what, behave] of BAD) {
        const delivery = await startDelivery();
        const trials: Trial[] = [];
        for (const exit of BAD_EXITS)
          for (let n = 0; n < BAD_TRIALS; n++) {
            const site = await delivery.site('bad');
            trials.push({ name: 'one', exit, site, ...behave(site) });
          }
        const outcomes = await runAll(browser, trials);
        writeTable(
          'behaviours',
          ['engine', 'the collector', ...COUNTS, BOUND],
          [toRow(engine, [what], outcomes)],
        );
        await delivery.close();
      }
    }),
  2 * HOUR_MS,
);
