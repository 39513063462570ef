import { readRunning } from '../store/claim.js';
import { createLoginSecret } from '../store/sign-in.js';
import { Problem } from './problem.js';

/** The API of the collector that runs on a data folder. */
export interface RunningApi {
  ask<Answer>(method: string, path: string, body?: object): Promise<Answer>;
  /** Signs out. */
  end(): Promise<void>;
}

/** Signs in as whoever may write to the data folder may: by a link that works once. */
export const askRunning = async (data: string): Promise<RunningApi> => {
  const address = readRunning(data)?.local;
  if (!address)
    throw new Problem([
      `The collector on ${data} is starting or stopping; please try again in a moment.`,
    ]);
  const secret = await createLoginSecret(data, Date.now());
  const signIn = await fetch(`${address}/login/${secret}`, { redirect: 'manual' });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0];
  if (!cookie)
    throw new Problem([
      `The collector at ${address} refused this command; is it another collector?`,
    ]);
  const send = (method: string, path: string, body?: object) =>
    fetch(address + path, {
      method,
      headers: { cookie, origin: address, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  return {
    async ask(method, path, given) {
      const answer = await send(method, path, given);
      const body = await answer.json();
      if (!answer.ok)
        throw new Problem([
          `${method} ${path} at ${address} was refused: ${(body as { error: { message: string } }).error.message}`,
        ]);
      return body as never;
    },
    async end() {
      await send('DELETE', '/api/session');
    },
  };
};
