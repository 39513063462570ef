import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';

const TEMPLATE = readFileSync(
  new URL('../../../examples/gtm/template.tpl', import.meta.url),
  'utf8',
);

/** The sections of a template by name. */
const SECTIONS = Object.fromEntries(
  TEMPLATE.split(/^___(\w+)___$/m)
    .slice(1)
    .flatMap((name, index, all) => (index % 2 ? [] : [[name, all[index + 1]!]])),
);

/** `{"type":1,"string":…}` and the like, as Tag Manager writes values. */
interface Written {
  type: number;
  string?: string;
  boolean?: boolean;
  listItem?: Written[];
  mapKey?: Written[];
  mapValue?: Written[];
}

const toValue = ({ string, boolean, listItem, mapKey, mapValue }: Written): unknown =>
  listItem?.map(toValue) ??
  (mapKey
    ? Object.fromEntries(mapKey.map((key, n) => [toValue(key), toValue(mapValue![n]!)]))
    : (string ?? boolean));

interface Permission {
  instance: { key: { publicId: string }; param: { key: string; value: Written }[] };
}

const PERMISSIONS = Object.fromEntries(
  (JSON.parse(SECTIONS.WEB_PERMISSIONS!) as Permission[]).map(({ instance }) => [
    instance.key.publicId,
    toValue(instance.param[0]!.value),
  ]),
) as {
  access_globals: { key: string; read: boolean; write: boolean; execute: boolean }[];
  inject_script: string[];
  access_consent: { consentType: string; read: boolean }[];
};

const allow = (may: unknown, what: string): void => {
  if (!may) throw new Error(`no permission for ${what}`);
};
const globalOf = (key: string) => PERMISSIONS.access_globals.find((each) => each.key === key);

/** A page with the documented APIs, each held to the template's permissions. */
const createPage = (window: Record<string, unknown> = {}, consents: string[] = []) => {
  const injected: string[] = [];
  const listeners: ((type: string, granted: boolean) => void)[] = [];
  const apis: Record<string, unknown> = {
    createQueue(key: string) {
      allow(globalOf(key)?.read && globalOf(key)?.write, key);
      window[key] ??= [];
      const queue = window[key] as unknown[];
      return (call: unknown) => queue.push(call);
    },
    callInWindow(path: string, ...args: unknown[]) {
      allow(globalOf(path)?.execute, path);
      const [name = '', member = ''] = path.split('.');
      // As the page sees it: a copy, nothing of the sandbox.
      (window[name] as Record<string, (call: unknown) => void>)[member]!(
        ...(structuredClone(args) as [unknown]),
      );
    },
    setInWindow(key: string, value: unknown, override: boolean) {
      allow(globalOf(key)?.write, key);
      if (window[key] === undefined || override) window[key] = value;
    },
    injectScript(url: string, done: () => void, failed: () => void, token: string) {
      const patterns = PERMISSIONS.inject_script.map((text) => text.replaceAll('*', '[^?#]+'));
      allow(new RegExp(`^(${patterns.join('|')})`).test(url), url);
      expect(token).toBe(url);
      injected.push(url);
      (url.includes('missing') ? failed : done)();
    },
    isConsentGranted(type: string) {
      allow(
        PERMISSIONS.access_consent.some(({ consentType, read }) => consentType === type && read),
        type,
      );
      return consents.includes(type);
    },
    addConsentListener(type: string, listener: (type: string, granted: boolean) => void) {
      allow(
        PERMISSIONS.access_consent.some(({ consentType, read }) => consentType === type && read),
        type,
      );
      listeners.push(listener);
    },
    makeTableMap: (rows: Record<string, string>[], name: string, value: string) =>
      rows.length ? Object.fromEntries(rows.map((row) => [row[name]!, row[value]])) : undefined,
  };
  const fire = (fields: object) => {
    const gtmOnSuccess = vi.fn();
    const gtmOnFailure = vi.fn();
    const require = (name: string) => apis[name] ?? allow(false, name);
    // Neither window nor document: the sandbox has nothing but `require` and `data`.
    runInNewContext(`'use strict';(() => {${SECTIONS.SANDBOXED_JS_FOR_WEB_TEMPLATE}})()`, {
      require,
      data: { ...fields, gtmOnSuccess, gtmOnFailure },
    });
    return { done: gtmOnSuccess.mock.calls.length, failed: gtmOnFailure.mock.calls.length };
  };
  return {
    window,
    injected,
    fire,
    change: (granted: boolean) => {
      for (const listener of listeners) listener('analytics_storage', granted);
    },
  };
};

const LOAD = { command: 'load', script: 'https://k.example.com/demo.2.js', key: 'demo' };

describe('the Tag Manager template', () => {
  it('has its sections in the order of an export', () => {
    expect(Object.keys(SECTIONS)).toEqual([
      'TERMS_OF_SERVICE',
      'INFO',
      'TEMPLATE_PARAMETERS',
      'SANDBOXED_JS_FOR_WEB_TEMPLATE',
      'WEB_PERMISSIONS',
      'TESTS',
      'NOTES',
    ]);
    expect(JSON.parse(SECTIONS.INFO!)).toMatchObject({ type: 'TAG', containerContexts: ['WEB'] });
  });

  it('reads no field that it does not ask for, and asks for none that it does not read', () => {
    const fields = (JSON.parse(SECTIONS.TEMPLATE_PARAMETERS!) as { name: string }[]).map(
      ({ name }) => name,
    );
    const code = SECTIONS.SANDBOXED_JS_FOR_WEB_TEMPLATE!;
    const read = new Set([...code.matchAll(/\bdata\.(\w+)/g)].map(([, name]) => name!));
    expect([...read].filter((name) => !name.startsWith('gtm')).sort()).toEqual(fields.sort());
  });

  it('loads the script with the key, on a page that has neither queue nor key', () => {
    const page = createPage();
    expect(page.fire(LOAD)).toEqual({ done: 1, failed: 0 });
    expect(page.injected).toEqual([LOAD.script]);
    expect(page.window).toEqual({ _kmq: [['configure', {}]], _kmk: 'demo' });
  });

  it('leaves what a page has called, and its key, alone', () => {
    const page = createPage({ _kmq: [['record', 'Early']], _kmk: 'mine' });
    page.fire({ ...LOAD, spa: true, dataLayer: true });
    expect(page.window).toEqual({
      _kmq: [
        ['record', 'Early'],
        ['configure', { spa: true, dataLayer: true }],
      ],
      _kmk: 'mine',
    });
  });

  it('tells when the script cannot be loaded, and loads nothing without TLS', () => {
    const page = createPage();
    expect(page.fire({ ...LOAD, script: 'https://a.example/missing.js' })).toEqual({
      done: 0,
      failed: 1,
    });
    expect(() => page.fire({ ...LOAD, script: 'http://a.example/x.js' })).toThrow('no permission');
  });

  it.each<[object, unknown[]]>([
    [{ command: 'identify', identity: 'jane@example.com' }, [['identify', 'jane@example.com']]],
    [{ command: 'identify', identity: '' }, []],
    [{ command: 'identify' }, []],
    [
      {
        command: 'record',
        event: 'Purchased',
        properties: [
          { name: 'Revenue', value: '49.99' },
          { name: 'Plan', value: 'Pro' },
        ],
      },
      [['record', 'Purchased', { Revenue: '49.99', Plan: 'Pro' }]],
    ],
    [{ command: 'record', event: 'Signed Up' }, [['record', 'Signed Up', {}]]],
    [{ command: 'set', properties: [{ name: 'Plan', value: 'Pro' }] }, [['set', { Plan: 'Pro' }]]],
  ])('%j', (fields, calls) => {
    const page = createPage();
    expect(page.fire(fields)).toEqual({ done: 1, failed: 0 });
    expect(page.window._kmq).toEqual(calls);
  });

  it('calls the queue that the library has put in the place of the first', () => {
    const page = createPage();
    page.fire(LOAD);
    const calls: unknown[] = [];
    page.window._kmq = Object.assign([], { push: (call: unknown) => calls.push(call) });
    page.fire({ command: 'record', event: 'Later' });
    expect(calls).toEqual([['record', 'Later', {}]]);
  });

  it('waits for consent, and follows each change of it', () => {
    const page = createPage();
    page.fire({ ...LOAD, consent: true });
    expect(page.window._kmq).toEqual([['configure', { consent: 'required' }]]);
    page.change(true);
    page.change(false);
    expect((page.window._kmq as unknown[]).slice(1)).toEqual([['optIn'], ['optOut']]);
  });

  it('starts at once where consent was given before', () => {
    const page = createPage({}, ['analytics_storage']);
    page.fire({ ...LOAD, consent: true });
    expect(page.window._kmq).toEqual([['configure', { consent: 'required' }], ['optIn']]);
  });
});
