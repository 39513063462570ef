import type { Engine } from '../../src/engine/engine.js';
import type { Pick } from '../../src/reports/people/schema.js';

/** Everybody behind a number, all pages, in order of their ids. */
export const idsBehind = async (
  engine: Engine,
  reportId: string,
  pick: Pick,
): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.reportPeople({
      site: 'demo',
      reportId,
      pick,
      limit: 200,
      ...(cursor && { cursor }),
    });
    ids.push(...page.people.map(({ id }) => id));
    cursor = page.cursor ?? undefined;
  } while (cursor);
  return ids.sort();
};
