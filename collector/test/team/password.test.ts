import { describe, expect, test } from 'vitest';
import { checkPassword, hashPassword, isPassword } from '../../src/team/password.js';

describe('passwords (S41)', () => {
  test.each([
    ['seven purple herons', 'fine'],
    ['кошка на синей крыше', 'fine'],
    ['🦊🦊🐻🦁🐯🐨🐼🐸🐵🐔🐧🐦', 'fine'],
    ['hNq8#vL2pXz!', 'fine'],
    ['short', 'at least 12'],
    ['eleven char', 'at least 12'],
    ['x'.repeat(257), 'at most 256'],
    ['aaaaaaaaaaaa', 'leaked'],
    ['121212121212', 'leaked'],
    ['1234567890123456', 'leaked'],
    ['Password2026!', 'leaked'],
    ['PASSWORDPASSWORD', 'leaked'],
    ['qwertyuiop123456', 'leaked'],
    ['ada.lovelace@example.com', 'e-mail'],
    ['ada.lovelace2026!', 'e-mail'],
  ])('%s: %s', (password, told) => {
    const check = () => checkPassword(password, 'ada.lovelace@example.com');
    if (told === 'fine') expect(check).not.toThrow();
    else expect(check).toThrow(told);
  });

  test('are compared as they look, whatever keyboard they come from', async () => {
    const kept = await hashPassword('café au lait noir');
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword('cafe\u0301 au lait noir', kept)).toBe(true);
    expect(await isPassword('cafe au lait noir', kept)).toBe(false);
    expect(await isPassword('nobody has this one', null)).toBe(false);
  });
});
