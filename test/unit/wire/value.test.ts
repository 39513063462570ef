import { expect, it } from 'vitest';
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
