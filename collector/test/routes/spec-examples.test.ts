import { describe, expect, it } from 'vitest';
import { read } from '../../../test/repo/files.js';
import { readBlocks } from '../../../test/support/blocks.js';
import { shareTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { answerFromRules, type Report } from '../support/reference/answer.js';
import { askReport, sendHistory } from '../support/reference/ask.js';
import { readHistory, type SentHit } from '../support/reference/history.js';
import { toHit, toMoment } from '../support/written-history.js';

const SPEC = 'docs/spec/reports.md';

/** A question about a history: what `POST …/reports/<report>` is asked, and the parts of its answer that count. */
interface Question {
  line: number;
  report: Report;
  request: object;
  answer: object;
}

/** Hits in order of arrival, and the moment of the questions (Unix milliseconds). */
interface History {
  line: number;
  /** The report and its n-th history. */
  name: string;
  now: number;
  hits: SentHit[];
  questions: Question[];
}

const SITE = { timeZone: 'UTC', currency: 'USD', mergedEvents: {}, mergedProperties: {} };

const readHistories = (): History[] => {
  const histories: History[] = [];
  for (const { language, text, line } of readBlocks(read(SPEC)))
    if (language === 'text') {
      const [now, ...rows] = text.trimEnd().split('\n') as [string, ...string[]];
      histories.push({
        line,
        name: '',
        now: toMoment(now.replace(/^now /, '')),
        hits: rows.map(toHit),
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
    const key = `line${line}`;
    test().pass(now - clock);
    clock = now;
    await sendHistory(test(), key, hits, SITE);
    const history = readHistory(hits, { now, ...SITE });
    for (const { line: at, report, request, answer } of questions) {
      const told = await askReport(test(), key, { report, request });
      expect(told, `line ${at}`).toMatchObject(answer);
      const followed = answerFromRules(history, report, request);
      expect(followed, `the reference, line ${at}`).toMatchObject(answer);
    }
  };

  for (const history of histories)
    (NOT_YET.includes(history.name) ? it.fails : it)(`${history.name}, line ${history.line}`, () =>
      answer(history),
    );
});
