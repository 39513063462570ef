import { describe, expect, it } from 'vitest';
import { createTable } from '../../../../web/screens/health/evidence.js';

const draw = (evidence: Record<string, unknown>[]) => {
  const { titles, rows } = createTable(evidence);
  return [titles, ...rows];
};

describe('evidence as a table', () => {
  it.each([
    [
      [{ reason: 'missing_person', hits: 1204 }],
      [
        ['Reason', 'Hits'],
        ['missing_person', '1,204'],
      ],
    ],
    [
      [
        {
          names: [
            { name: 'Signed Up', count: 12 },
            { name: 'signed up', count: 3 },
          ],
        },
      ],
      [['Names'], ['Signed Up (12), signed up (3)']],
    ],
    [
      [{ leftOut: 3 }, { accepted: 5 }],
      [
        ['Left out', 'Accepted'],
        ['3', ''],
        ['', '5'],
      ],
    ],
    [[], [[]]],
  ])('%o', (evidence, table) => {
    expect(draw(evidence as Record<string, unknown>[])).toEqual(table);
  });
});
