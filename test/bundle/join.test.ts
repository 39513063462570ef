import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { join } from '../../join.mjs';

const joined = (code: string): string =>
  join.reduce((text, { renderChunk }) => renderChunk(text)?.code ?? text, code);

/** Runs a file that ends with `createClient`, and gives what that answers to `add(2)`. */
const run = (code: string): unknown =>
  new Function(`${code.replaceAll(/export .*/g, '')}; return createClient(1).add(2);`)();

const PARTS = `
const cookie = (name) => 'cookie ' + name;
const createStore = (settings, { start }) => {
  const memory = {};
  const item = (key, value = memory[key]) => (memory[key] = value);
  return {
    item,
    cookie: (name) => cookie(name) + settings.suffix,
    add(amount) { return (item('sum', (memory.sum ?? start()) + amount)); },
  };
};
const createTwo = (store, wake) => {
  let woken = 0;
  const one = (cookie) => { woken++; return cookie + wake(); };
  return [one, () => woken];
};
const createSelf = (add) => {
  const self = { twice: (n) => add(add(n)), thrice: (n) => self.twice(add(n)) };
  return self;
};
const createClient = (first) => {
  const settings = { suffix: '!' };
  const store = createStore(settings, { start: () => first });
  const { item, cookie } = store;
  const [one, count] = createTwo(store, () => cookie('a'));
  const self = createSelf((n) => n + 1);
  const kit = { ...store, settings, one };
  return { add: (n) => [kit.add(n), kit.one('x'), count(), self.thrice(n), item('sum'), Object.keys(kit)] };
};
export { createClient };
`;

describe('the build step that joins the parts of the core', () => {
  it('leaves what they do as it was', () => {
    expect(run(joined(PARTS))).toEqual(run(PARTS));
    expect(joined(PARTS)).not.toMatch(/create(Store|Two|Self)|store_0\./);
  });

  it('leaves alone what is called twice, and files without a client', () => {
    const twice = `const createPart = (n) => { const add = (m) => n + m; return { add }; };
      const createClient = (n) => { const a = createPart(n); const b = createPart(a.add(1)); return b; };`;
    expect(run(joined(twice))).toBe(run(twice));
    expect(joined(twice)).toContain('createPart(');
    expect(joined('const other = 1;')).toBe('const other = 1;');
  });

  it('has joined what is built', async () => {
    for (const file of ['index.js', 'kmq.js']) {
      const code = await readFile(new URL(`../../dist/${file}`, import.meta.url), 'utf8');
      expect(code).not.toMatch(/create(Outbox|Courier|Person|Gate)\b/);
    }
  });
});
