import { describe, expect, it } from 'vitest';
import { createChance } from '../../src/demo/chance.js';
import { REPORT_HITS, REPORT_PLANS } from '../support/amount.js';
import { shareTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { answerFromRules } from '../support/reference/answer.js';
import { askReport, sendHistory } from '../support/reference/ask.js';
import { readHistory } from '../support/reference/history.js';
import { drawHistory, MERGED, ZONES } from '../support/reference/random-history.js';
import { drawQuestion } from '../support/reference/random-requests.js';

/** Hits of one history. */
const HITS = Math.round(REPORT_HITS * 0.3);

const QUESTIONS = 60;

const SEED = Number(process.env.TEST_SEED ?? 1) || 1;

type Part = Record<string, unknown>;

/** An answer with its groups and variants by name: of those with as many people any order will do. */
const sortParts = (answer: unknown, read = (number: number): unknown => number): unknown => {
  if (Array.isArray(answer)) {
    const parts = answer.map((part) => sortParts(part, read)) as Part[];
    const key = ['value', 'variant', 'currency'].find((name) => parts[0]?.[name] !== undefined);
    return key ? parts.sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1)) : parts;
  }
  if (typeof answer === 'number') return read(answer);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, part]) => [name, sortParts(part, read)]),
  );
};

/** Sums of many seconds differ in their last digits. */
const toClose = (number: number): unknown =>
  Number.isInteger(number) ? number : expect.closeTo(number, 6);

describe('random histories: each answer is the one that follows from the rules', () => {
  const test = shareTestApp({ reports: true });

  for (let history = 0; history < REPORT_PLANS; history++)
    it(`${QUESTIONS} questions about history ${SEED + history}`, async () => {
      const key = `history${history}`;
      const chance = createChance(SEED + history);
      const site = {
        timeZone: chance.pick(ZONES),
        currency: chance.pick(['USD', 'EUR']),
        ...MERGED,
      };
      const hits = drawHistory(chance, HITS, NOW);
      await sendHistory(test(), key, hits, site);
      const read = readHistory(hits, { now: NOW, ...site });
      for (let question = 0; question < QUESTIONS; question++) {
        const { report, request } = drawQuestion(chance, hits);
        const told = await askReport(test(), key, { report, request });
        expect
          .soft(sortParts(told), `${question}: ${report} ${JSON.stringify(request)}`)
          .toMatchObject(sortParts(answerFromRules(read, report, request), toClose) as object);
      }
    });
});
