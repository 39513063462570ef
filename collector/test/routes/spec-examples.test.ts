import { describe, expect, it } from 'vitest';
import { read } from '../../../test/repo/files.js';
import { readBlocks } from '../../../test/support/blocks.js';
import { shareTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';

const SPEC = 'docs/spec/reports.md';

/** A question about a history: what `POST …/reports/<report>` is asked, and the parts of its answer that count. */
interface Question {
  line: number;
  report: string;
  request: object;
  answer: object;
}

/** Lines of a batch, in order of arrival, and the moment of the questions (Unix milliseconds). */
interface History {
  line: number;
  /** The report and its n-th history. */
  name: string;
  now: number;
  hits: string[];
  questions: Question[];
}

const toMoment = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

/** `2026-03-01 10:00:00  ann  Paid  Revenue=10; Plan=Pro` as a line of the wire. */
const toLine = (text: string): string => {
  const [time, who, what, said = ''] = text.split(/ {2,}/) as [string, string, string, string?];
  const properties = said
    ? said.split('; ').map((part) => part.split('=') as [string, string])
    : [];
  const fields = new URLSearchParams([
    ...properties,
    ...(what === '(set)' ? [] : [['_n', what] as [string, string]]),
    ['_p', who],
    ['_t', String(toMoment(time) / 1000)],
    ['_d', '1'],
  ]);
  return `${what === '(set)' ? 's' : 'e'}?${fields}`;
};

const readHistories = (): History[] => {
  const histories: History[] = [];
  for (const { language, text, line } of readBlocks(read(SPEC)))
    if (language === 'text') {
      const [now, ...rows] = text.trimEnd().split('\n') as [string, ...string[]];
      // Two hits of one second are two: without an id, equal lines are one hit (S7).
      const hits = rows.map((row, at) => `${toLine(row)}&_i=${line}-${at}`);
      histories.push({
        line,
        name: '',
        now: toMoment(now.replace(/^now /, '')),
        hits,
        questions: [],
      });
    } else histories.at(-1)!.questions.push({ line, ...JSON.parse(text) });
  const counts: Record<string, number> = {};
  for (const history of histories) {
    const { report } = history.questions[0]!;
    counts[report] = (counts[report] ?? 0) + 1;
    history.name = `${report} ${counts[report]}`;
  }
  return histories;
};

/** Rules that reports do not follow yet: each of these histories still has to fail. */
const NOT_YET: readonly string[] = [];

const toPath = (report: string): string =>
  report === 'population' ? 'populations/size' : `reports/${report}`;

describe(`${SPEC}: each answer is the one that stands there`, () => {
  const test = shareTestApp({ reports: true });
  let clock = NOW;

  const histories = readHistories();

  it('has three histories for each report', () => {
    const third = histories.filter(({ name }) => name.endsWith(' 3'));
    expect(third.map(({ name }) => name)).toEqual(
      ['funnel', 'cohort', 'revenue', 'activity', 'population', 'experiment'].map(
        (report) => `${report} 3`,
      ),
    );
  });

  const answer = async ({ line, now, hits, questions }: History) => {
    const { ask, app, pass, log, work } = test();
    const key = `line${line}`;
    await ask('POST', '/api/sites', { key, name: key });
    pass(now - clock);
    clock = now;
    const sent = await app.inject({ method: 'POST', url: `/?_k=${key}`, payload: hits.join('\n') });
    expect(sent.json()).toMatchObject({ accepted: hits.length });
    await expect
      .poll(async () => (await work.engine.status()).seq, { timeout: 30_000 })
      .toBe(log.syncedSeq());
    for (const { line: at, report, request, answer } of questions) {
      const told = await ask('POST', `/api/sites/${key}/${toPath(report)}`, request);
      expect(told.json(), `line ${at}`).toMatchObject(answer);
    }
  };

  for (const history of histories)
    (NOT_YET.includes(history.name) ? it.fails : it)(`${history.name}, line ${history.line}`, () =>
      answer(history),
    );
});
