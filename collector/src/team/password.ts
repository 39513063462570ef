import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { ApiError } from '../errors.js';

/** As OWASP has it for argon2id: 19 MiB of memory, two rounds, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Long enough that no list of guesses ends soon; what it is made of is everybody's own business. */
export const PASSWORD_CHARACTERS = 12;
const PASSWORD_MOST = 256;

const LEAKED = new Set(dictionary['passwords-common']!.map(String));

/** Whether nearly each character follows the one before it, as in `123456789012`. */
const isRun = (text: string): boolean => {
  const codes = [...text].map((character) => character.codePointAt(0)!);
  const steps = codes.slice(1).filter((code, at) => Math.abs(code - codes[at]!) === 1);
  return steps.length >= codes.length * 0.8;
};

/** Whether a password is in a list of leaked ones, also with digits or marks at its end, or written twice. */
const isLeaked = (password: string): boolean => {
  const plain = password.normalize('NFKC').toLowerCase();
  const stem = plain.replace(/[^\p{L}]+$/u, '');
  const half = plain.slice(0, plain.length / 2);
  const isOneUnit = new Set(plain).size < 4;
  return (
    isOneUnit ||
    isRun(plain) ||
    [plain, stem].some((text) => LEAKED.has(text)) ||
    (half + half === plain && LEAKED.has(half))
  );
};

/** Fails where a password is too short, known to those who guess, or the address itself. */
export const checkPassword = (password: string, email: string, field = 'password'): void => {
  const units = [...password].length;
  const [name = ''] = email.toLowerCase().split('@');
  const lower = password.toLowerCase();
  const isOwnName =
    lower.includes(email.toLowerCase()) || (name.length > 5 && lower.startsWith(name));
  const message =
    units < PASSWORD_CHARACTERS
      ? `"${field}" must have at least ${PASSWORD_CHARACTERS} characters; any will do, such as a few words.`
      : units > PASSWORD_MOST
        ? `"${field}" must have at most ${PASSWORD_MOST} characters.`
        : isLeaked(password)
          ? `"${field}" is in a list of leaked passwords, or nearly so; choose another one.`
          : isOwnName
            ? `"${field}" contains the e-mail address; choose another one.`
            : undefined;
  if (message) throw new ApiError('weak_password', { field, message });
};

/** What is kept of a password. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize('NFKC'), COST);

let decoy: Promise<string> | undefined;

/** Whether a password is the one of a hash. Takes as long without a hash, so that nobody learns who has one. */
export const isPassword = async (password: string, kept: string | null): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this one');
  const isSame = await verify(kept ?? (await decoy), password.normalize('NFKC'));
  return isSame && kept !== null;
};
