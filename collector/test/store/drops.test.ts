import { describe, expect, test } from 'vitest';
import { openDrops } from '../../src/store/drops.js';
import { createFolder } from '../support/folder.js';

describe('what clients dropped (D7)', () => {
  test.each<[string, (string | undefined)[], number, number]>([
    ['nothing', [undefined, ''], 0, 0],
    ['one page, once', ['page-0001:3'], 3, 1],
    ['one page that repeats it with every batch', ['page-0001:3', 'page-0001:3'], 3, 1],
    ['one page that drops more', ['page-0001:3', 'page-0001:7'], 7, 1],
    ['batches that overtake each other', ['page-0001:7', 'page-0001:3'], 7, 1],
    ['two pages', ['page-0001:3', 'page-0002:4'], 7, 2],
    [
      'what is none',
      ['page-0001', ':3', 'page-0001:x', 'page-0001:-1', 'a:1', '__proto__:0'],
      0,
      0,
    ],
    ['a count that no outbox can hold', ['page-0001:9999999'], 1_000_000, 1],
  ])('%s', async (_, reports, hits, pages) => {
    const drops = await openDrops(createFolder());
    for (const reported of reports) drops.report('demo', reported);
    expect(drops.of('demo')).toEqual({ hits, pages });
    expect(drops.of('other')).toEqual({ hits: 0, pages: 0 });
    await drops.close();
  });

  test('are known after a restart, also that a page said it before', async () => {
    const data = createFolder();
    const first = await openDrops(data);
    first.report('demo', 'page-0001:3');
    await first.close();
    const second = await openDrops(data);
    second.report('demo', 'page-0001:3');
    expect(second.of('demo')).toEqual({ hits: 3, pages: 1 });
    await second.close();
  });

  test('of very many pages take bounded room, and none is lost', async () => {
    const drops = await openDrops(createFolder());
    for (let page = 0; page < 12_000; page++) drops.report('demo', `page-${page}-of-many:2`);
    expect(drops.of('demo')).toEqual({ hits: 24_000, pages: 12_000 });
    await drops.close();
  });
});
