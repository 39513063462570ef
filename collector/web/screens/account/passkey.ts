import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { type Answer, createPost, type Problem, request } from '../../api/request.js';

/** Whether this browser knows passkeys, at an address that has a name. */
export const hasPasskeys = (): boolean =>
  browserSupportsWebAuthn() && !/^[\d.]+$|:/.test(location.hostname);

const toProblem = (error: unknown): Problem => {
  const { name } = error as Error;
  const happened =
    name === 'InvalidStateError'
      ? 'This device already has a passkey for you.'
      : name === 'NotAllowedError' || name === 'AbortError'
        ? 'No passkey was used: the browser was told to stop, or waited too long.'
        : 'The browser could not use a passkey here.';
  const kept = 'Nothing has changed.';
  return { status: 0, happened, kept, next: 'Try again, or use your password.' };
};

/** Signs in by a passkey that the browser lets people choose. */
export const signInByPasskey = async (): Promise<Answer<void>> => {
  const begun = await request<Parameters<typeof startAuthentication>[0]['optionsJSON']>(
    '/api/sign-in/passkey/options',
    createPost({}),
  );
  if ('problem' in begun) return begun;
  try {
    const response = await startAuthentication({ optionsJSON: begun.value });
    return request('/api/sign-in/passkey', createPost({ response }));
  } catch (error) {
    return { problem: toProblem(error) };
  }
};

/** Has the browser make a passkey, and adds it to the account. */
export const addPasskey = async (name: string, current: string): Promise<Answer<object>> => {
  const begun = await request<Parameters<typeof startRegistration>[0]['optionsJSON']>(
    '/api/account/passkeys/options',
    createPost({ current }),
  );
  if ('problem' in begun) return begun;
  try {
    const response = await startRegistration({ optionsJSON: begun.value });
    return request('/api/account/passkeys', createPost({ name, response }));
  } catch (error) {
    return { problem: toProblem(error) };
  }
};
