import { createHmac } from 'node:crypto';
import { isSameHash } from '../../store/secrets.js';

/** Older signatures may be recordings of somebody else; Stripe's own libraries wait as long. */
const TOLERANCE_SECONDS = 5 * 60;

/** What is wrong with a signature. */
export type SignatureProblem = 'missing' | 'old' | 'wrong';

/**
 * Checks `Stripe-Signature`, `t=<seconds>,v1=<HMAC-SHA256 of "<t>.<body>">`, as Stripe's libraries do: one of several `v1`
 * is enough, as there are two while a secret is exchanged. Undefined where it is right.
 */
export const findSignatureProblem = (
  header: string | undefined,
  { body, secret, now }: { body: Buffer; secret: string; now: number },
): SignatureProblem | undefined => {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const [, time = ''] = parts.find(([name]) => name === 't') ?? [];
  const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value ? value : []));
  if (!/^\d{1,12}$/.test(time) || !signatures.length) return 'missing';
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  if (!signatures.some((signature) => isSameHash(signature, expected))) return 'wrong';
  return Math.abs(now / 1000 - Number(time)) > TOLERANCE_SECONDS ? 'old' : undefined;
};
