import { expect, it } from 'vitest';
import { createSerialize } from '../src/serialize.js';

it('runs tasks one after the other, past one that fails', async () => {
  const serialize = createSerialize();
  const ran: string[] = [];
  const slow = serialize(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    ran.push('slow');
    return 1;
  });
  const failing = serialize(() => {
    ran.push('failing');
    throw new Error('full disk');
  });
  const last = serialize(() => {
    ran.push('last');
  });
  await expect(failing).rejects.toThrow('full disk');
  await last;
  expect([await slow, ran]).toEqual([1, ['slow', 'failing', 'last']]);
});
