import { fileURLToPath } from 'node:url';
import { toSnippet } from 'kmq/snippet';
import { afterAll, describe, expect, it } from 'vitest';
import { createShop } from '../src/shop.js';

const folder = fileURLToPath(new URL('../../examples/shop/', import.meta.url));
const shop = createShop({ collectorUrl: 'http://127.0.0.1:8484', key: 'demo', folder });
const snippet = toSnippet({ key: 'demo', script: 'http://127.0.0.1:8484/demo.2.js' });

afterAll(() => shop.close());

describe('the demo shop', () => {
  it.each([
    ['/', 'Clicked Signup CTA'],
    ['/pricing', 'Viewed Pricing'],
    ['/sign-up', 'Signed Up'],
    ['/sign-in', 'Logged In'],
    ['/garden', 'spa: true'],
    ['/garden/plan', 'spa: true'],
  ])('serves %s with the snippet once, before its own calls (%s)', async (path, call) => {
    const { statusCode, body } = await shop.inject(path);
    expect(statusCode).toBe(200);
    expect(body.split(snippet)).toHaveLength(2);
    expect(body.indexOf(snippet)).toBeLessThan(body.indexOf('_kmq.push'));
    expect(body.slice(body.indexOf('_kmq.push'))).toContain(call);
  });

  it('serves its scripts and answers an unknown page with 404', async () => {
    expect((await shop.inject('/assets/garden.js')).body).toContain("'Purchased'");
    expect((await shop.inject('/nowhere')).statusCode).toBe(404);
  });
});
