import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { toProperties } from '../../../src/wire/normal.js';
import { isNumeric } from '../../../src/wire.js';

it.each([
  ['49.99', true],
  ['-49.99', true],
  ['0', true],
  ['007', true],
  ['.5', true],
  ['5.', true],
  [' 14 ', true],
  ['', false],
  [' ', false],
  ['.', false],
  ['-', false],
  ['--1', false],
  ['+1', false],
  ['$100', false],
  ['1,000', false],
  ['1e3', false],
  ['0x10', false],
  ['1 2', false],
  ['NaN', false],
  ['Infinity', false],
])('%j is a number for reports: %s (W4)', (text, numeric) => {
  expect(isNumeric(text)).toBe(numeric);
});

it('dates of another realm, and of a class of the page, have a text as others do (W4)', () => {
  class Day extends Date {}
  const dates = { a: runInNewContext('new Date(0)'), b: new Day(0), c: new Date(Number.NaN) };
  const text = '1970-01-01T00:00:00.000Z';
  expect({ ...toProperties(dates) }).toEqual({ a: text, b: text });
});
