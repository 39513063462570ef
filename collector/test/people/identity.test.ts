import { describe, expect, it } from 'vitest';
import { isPlaceholder, normalizeIdentity } from '../../src/people/identity.js';

const RULES = { foldEmails: true, anonymousShape: true };
const ANONYMOUS = 'q1w2e3r4t5y6u7i8o9p0+/Zx12A=';

describe('spellings of one identity (S9)', () => {
  it.each<readonly [string, typeof RULES, string]>([
    ['Ada@Example.COM', RULES, 'ada@example.com'],
    ['Ada@Example.COM', { ...RULES, foldEmails: false }, 'Ada@Example.COM'],
    ['Ada', RULES, 'Ada'],
    ['Ada@home', RULES, 'Ada@home'],
    ...[
      ' ada@example.com ',
      '\tada@example.com\r\n',
      'ada@example.com\u00a0',
      '\u3000Ada@example.com',
    ]
      .concat(
        '\ufeffada@example.com',
        'ada\u200b@example.com',
        'a\u00adda@example.com\u2060',
        'ada@example.com\0',
      )
      .concat(
        '\u200eada@example.com\u200f',
        '\u202aada@example.com\u202c',
        'ada@exa\u200c\u200dmple.com\ufe0f',
      )
      .concat('ada@example.com\u0085', 'ada@example.com\u2800', '\u180eada@example.com\u2028')
      .map((sent) => [sent, RULES, 'ada@example.com'] as const),
    ['zoe\u0301@example.com', RULES, 'zoé@example.com'],
    ['ZOE\u0301@EXAMPLE.COM', RULES, 'zoé@example.com'],
    ['zoe\u200b\u0301', RULES, 'zoé'],
    ['Ada\u00a0Lovelace', RULES, 'Ada Lovelace'],
    ['Ada  Lovelace', RULES, 'Ada  Lovelace'],
    ['Ada\tLovelace', RULES, 'Ada\tLovelace'],
    [`\u200b${ANONYMOUS}`, RULES, ANONYMOUS],
    [` ${ANONYMOUS}\n`, RULES, ANONYMOUS],
    [' 1w2e3r4t5y6u7i8o9p0+/Zx12A=', RULES, '+1w2e3r4t5y6u7i8o9p0+/Zx12A='],
    [ANONYMOUS, RULES, ANONYMOUS],
    [ANONYMOUS.replace('+', ' '), RULES, ANONYMOUS],
    [ANONYMOUS.replace('+', ' '), { ...RULES, anonymousShape: false }, ANONYMOUS.replace('+', ' ')],
    ['Ada Lovelace', RULES, 'Ada Lovelace'],
  ])('%j with %j → %j', (sent, rules, identity) => {
    expect(normalizeIdentity(sent, rules)).toBe(identity);
  });
});

describe('placeholders stand for nobody (S10)', () => {
  it.each(
    'anonymous guest undefined null none nil nan true false 0 id email user'
      .split(' ')
      .concat('[object Object]', '{{user.email}}', '{{}}', `$${'{id}'}`, `$${'{\n}'}`)
      .flatMap((text) => [text, text.toUpperCase(), `'${text}'`, `"${text}"`, ` "'${text}'" `])
      .concat('""', "''", ' ', '', '"', '\u200b', '\u00a0""\ufeff')
      .concat('"guest', '\\"guest', 'guest\\"', "'undefined", 'null"', '“guest”', '«guest', '`null')
      .concat(
        '[object Object',
        'object Object]',
        '[object Undefined]',
        '{{user',
        'user}}',
        `$${'{id'}`,
      )
      .concat('<%= user.id %>', '\ufeffguest', 'gue\u200bst', '\\\\"null\\\\"'),
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
    '"ada',
    'guesthouse',
    'object',
    '[ada]',
    'a}b{c',
    ANONYMOUS,
  ])('%j is somebody', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});
