// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { watchCommands } from '../../../src/inspector/commands.js';
import { findNearest } from '../../../src/inspector/nearest.js';

const COMMANDS = ['record', 'set', 'identify', 'alias', 'trackClick', 'i'];

/** A page with a client, whose scripts hold these texts, and what is told of its calls. */
const watch = (...scripts: string[]) => {
  for (const text of scripts) {
    const script = document.createElement('script');
    // Not a type that runs.
    script.type = 'text/plain';
    script.textContent = text;
    document.body.append(script);
  }
  const pushed: unknown[] = [];
  const queue = {
    push: (...items: unknown[]) => {
      pushed.push(...items);
      return 0;
    },
  };
  const KM = Object.fromEntries(COMMANDS.map((name) => [name, () => undefined]));
  Object.assign(window, { _kmq: queue, KM });
  const told: string[] = [];
  watchCommands((command) => told.push(command));
  return { queue, pushed, told };
};

afterEach(() => {
  document.body.replaceChildren();
  Object.assign(window, { _kmq: undefined, KM: undefined });
});

describe('calls in vain', () => {
  it.each([
    [`_kmq.push(['recrod', 'Signed Up']);`, ['recrod']],
    [`window._kmq . push( [ "indentify","jane@example.com" ] )`, ['indentify']],
    [`_kmq.push(['record', 'Signed Up']); _kmq.push(['i'])`, []],
    [`_kmq.push(['toString'])`, ['toString']],
    [`_kmq.push([name, 'x']); _kmq.push(function () {}); my_kmq.push(['x'])`, []],
    [`_kmq.push(['set', {a: "['recrod']"}])`, []],
  ])('are found in %s', (text, expected) => {
    expect(watch(text).told).toEqual(expected);
  });

  it('are seen when they are pushed, and every call goes on', () => {
    const { queue, pushed, told } = watch();
    const items = [['recrod', 'A'], ['record', 'B'], () => undefined, 'record', null, [], [{}]];
    expect(queue.push(...items)).toBe(0);
    expect(pushed).toEqual(items);
    expect(told).toEqual(['recrod', 'undefined', '[object Object]']);
  });

  it('go on where a command has no text', () => {
    const { queue, pushed, told } = watch();
    const hostile = {
      toString() {
        throw new Error('hostile');
      },
    };
    const items = [[Object.create(null)], [hostile], [Symbol('x')], ['recrod']];
    expect(queue.push(...items)).toBe(0);
    expect(pushed).toEqual(items);
    expect(told).toEqual(['Symbol(x)', 'recrod']);
  });

  it('are none of a page without a queue', () => {
    const told: string[] = [];
    watchCommands((command) => told.push(command));
    expect(told).toEqual([]);
  });
});

it.each([
  ['recrod', 'record'],
  ['Record', 'record'],
  ['recored', 'record'],
  ['indentify', 'identify'],
  ['trackclick', 'trackClick'],
  ['trackClicks', 'trackClick'],
  ['sett', 'set'],
  ['st', 'set'],
  ['page', undefined],
  ['', undefined],
  ['x'.repeat(1000), undefined],
])('%s may have meant %s', (text, expected) => {
  expect(findNearest(text, COMMANDS.slice(0, -1))).toBe(expected);
});
