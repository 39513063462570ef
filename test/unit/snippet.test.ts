import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { toGtmSnippet, toSnippet, toSnippetCode } from '../../src/snippet.js';

/** Bytes before compression, key and address not counted. */
const SNIPPET_BYTES = 320;

const SITE = { key: 'demo', script: 'https://track.example.com/demo.2.js' };

interface Page {
  _kmq: unknown[] & { t?: unknown };
  _kmk: string;
}

/** A page whose head ends with the snippet; `before` runs in the page, ahead of it. */
const open = (snippet: string, before = '') => {
  const { window } = new JSDOM(`<!doctype html><head><script>${before}</script>${snippet}</head>`, {
    runScripts: 'dangerously',
  });
  const added = [...window.document.querySelectorAll<HTMLScriptElement>('script[src]')];
  return { page: window as unknown as Page, added };
};

describe('the snippet (C1)', () => {
  it(`has at most ${SNIPPET_BYTES} bytes`, () => {
    expect(toSnippet({ key: '', script: '' }).length).toBeLessThanOrEqual(SNIPPET_BYTES);
  });

  it('makes a queue, remembers the key, and asks for one script', () => {
    const { page, added } = open(toSnippet(SITE));
    expect(Array.isArray(page._kmq)).toBe(true);
    expect(page._kmk).toBe('demo');
    expect(added.map(({ src }) => src)).toEqual([SITE.script]);
  });

  it('keeps the queue and the key of the page', () => {
    const before = `_kmq = [['record', 'Early']]; _kmk = 'mine'`;
    const { page } = open(toSnippet(SITE), before);
    expect([...page._kmq].map((call) => [...(call as unknown[])])).toEqual([['record', 'Early']]);
    expect(page._kmk).toBe('mine');
  });

  it('passes its nonce on (C32)', () => {
    const { added } = open(toSnippet(SITE).replace('<script', '<script nonce="abc"'));
    expect(added[0]!.nonce).toBe('abc');
  });

  it('makes the one Trusted Types policy, and goes on where that is refused (C32)', () => {
    const policies = `trustedTypes = { createPolicy: (name, rules) => ({ name, ...rules }) }`;
    const allowed = open(toSnippet(SITE), policies);
    expect(allowed.page._kmq.t).toMatchObject({ name: 'kmq' });
    expect(allowed.added[0]!.src).toBe(SITE.script);
    const refusing = `trustedTypes = { createPolicy: () => { throw new TypeError('no') } }`;
    expect(open(toSnippet(SITE), refusing).added[0]!.src).toBe(SITE.script);
  });

  it('holds nothing that ends a script or is markup in XHTML, whatever the key', () => {
    const hostile = { key: '</script><b>&"\u2028\\', script: 'https://x.example/a?b&c=<!--' };
    expect(toSnippetCode(hostile)).not.toMatch(/[<>&\u2028\u2029]/);
    const { page, added } = open(toSnippet(hostile));
    expect(page._kmk).toBe(hostile.key);
    expect(added[0]!.getAttribute('src')).toBe(hostile.script);
  });

  it('is the same for Google Tag Manager, with a word on when to fire', () => {
    expect(toGtmSnippet(SITE)).toMatch(/^<!-- .*All Pages.* -->\n/);
    expect(toGtmSnippet(SITE)).toContain(toSnippet(SITE));
  });
});
