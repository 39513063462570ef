import { describe, expect, it } from 'vitest';
import { isPlaceholder, toIdentity } from '../../src/people/identity.js';

const RULES = { foldEmails: true, anonymousShape: true };
const ANONYMOUS = 'q1w2e3r4t5y6u7i8o9p0+/Zx12A=';

describe('spellings of one identity (S9)', () => {
  it.each([
    ['Ada@Example.COM', RULES, 'ada@example.com'],
    ['Ada@Example.COM', { ...RULES, foldEmails: false }, 'Ada@Example.COM'],
    ['Ada', RULES, 'Ada'],
    ['Ada@home', RULES, 'Ada@home'],
    [' ada@example.com ', RULES, ' ada@example.com '],
    [ANONYMOUS, RULES, ANONYMOUS],
    [ANONYMOUS.replace('+', ' '), RULES, ANONYMOUS],
    [ANONYMOUS.replace('+', ' '), { ...RULES, anonymousShape: false }, ANONYMOUS.replace('+', ' ')],
    ['Ada Lovelace', RULES, 'Ada Lovelace'],
  ])('%j with %j → %j', (sent, rules, identity) => {
    expect(toIdentity(sent, rules)).toBe(identity);
  });
});

describe('placeholders stand for nobody (S10)', () => {
  it.each(
    'anonymous guest undefined null none nil nan true false 0 id email user'
      .split(' ')
      .concat('[object Object]', '{{user.email}}', '{{}}', `$${'{id}'}`, `$${'{\n}'}`)
      .flatMap((text) => [text, text.toUpperCase(), `'${text}'`, `"${text}"`, ` "'${text}'" `])
      .concat('""', "''", ' '),
  )('%j', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each([
    '1',
    '00',
    'ida',
    'user1',
    'ada@example.com',
    'guest@example.com',
    '{id}',
    "'ada'",
    ANONYMOUS,
  ])('%j is somebody', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});
