import { Secret, TOTP } from 'otpauth';
import { encode } from 'uqr';

/** As authenticator apps have it by default. */
const STEP_SECONDS = 30;
/** A clock that is off by one step, or somebody who types slowly. */
const STEPS_OFF = 1;
const SECRET_BYTES = 20;

/** A new secret of a second factor, in base 32. */
export const createTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The address that authenticator apps read. */
export const formatTotpUri = (secret: string, email: string): string =>
  new TOTP({ issuer: 'kmq', label: email, secret: Secret.fromBase32(secret) }).toString();

/** A QR code as the path of an SVG, one unit a module, and how many modules it is wide. */
export const formatQrPath = (text: string): { path: string; size: number } => {
  const { data, size } = encode(text);
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return { path, size };
};

/** The time step of a code; undefined where it is wrong, or not later than the last one that was used. */
export const readTotpStep = (
  { secret, lastStep }: { secret: string; lastStep: number },
  code: string,
  now: number,
): number | undefined => {
  const off = new TOTP({ secret: Secret.fromBase32(secret) }).validate({
    token: code.replaceAll(' ', ''),
    timestamp: now,
    window: STEPS_OFF,
  });
  if (off === null) return undefined;
  const step = Math.floor(now / 1000 / STEP_SECONDS) + off;
  return step > lastStep ? step : undefined;
};
