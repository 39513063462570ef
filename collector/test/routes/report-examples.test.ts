import { describe, expect, it } from 'vitest';
import { shareTestApp } from '../support/app.js';
import { NOW } from '../support/hits.js';
import { answerFromRules } from '../support/reference/answer.js';
import { askReport, sendHistory } from '../support/reference/ask.js';
import { EXAMPLES } from '../support/reference/examples.js';
import { readHistory } from '../support/reference/history.js';
import { toHit, toMoment } from '../support/written-history.js';

describe('small histories, worked out by hand', () => {
  const test = shareTestApp({ reports: true });
  let clock = NOW;

  for (const [at, { what, now, history, merged, questions }] of EXAMPLES.entries())
    it(what, async () => {
      const key = `example${at}`;
      const site = {
        timeZone: 'UTC',
        currency: 'USD',
        mergedEvents: {},
        mergedProperties: {},
        ...merged,
      };
      const moment = toMoment(now);
      test().pass(moment - clock);
      clock = moment;
      const hits = history.trim().split('\n').map(toHit);
      await sendHistory(test(), key, hits, site);
      const read = readHistory(hits, { now: moment, ...site });
      for (const { report, request, answer } of questions) {
        const told = await askReport(test(), key, { report, request });
        const question = JSON.stringify(request);
        expect
          .soft(answerFromRules(read, report, request), `reference: ${question}`)
          .toMatchObject(answer);
        expect.soft(told, `app: ${question}`).toMatchObject(answer);
      }
    });
});
