import type { ApiError } from './types.js';

/** Why an answer did not come: what happened, what was kept, what to do. */
export interface Problem {
  /** HTTP status, 0 when nothing answered. */
  status: number;
  /** The API's name for the error, such as `site_not_empty`. */
  code?: string;
  happened: string;
  kept: string;
  next: string;
  /** The part of the question that is wrong, as `steps.1.where.0.op`. */
  field?: string;
}

export type Answer<T> = { value: T } | { problem: Problem };

const NOTHING_LOST = 'Hits are stored by the collector, whether this page shows them or not.';

const ADVICE: Record<number, string> = {
  400: 'Correct the named field, then try again.',
  401: 'Sign in again with a new link or another token.',
  403: 'Sign in with a token that has the permission.',
  404: 'Check the address, or go back to the list.',
  409: 'Choose another name or key, or change the existing one.',
  410: 'Run the report again.',
  413: 'Send less at once.',
  429: 'Wait a few seconds, then try again.',
  503: 'The collector is starting or its disk is full; see its log, then try again.',
  504: 'Choose fewer days or steps, then try again.',
};

const readError = async (
  response: Response,
): Promise<Pick<Problem, 'happened' | 'code' | 'field'>> => {
  try {
    const { code, message, field } = ((await response.json()) as ApiError).error;
    return { happened: message, ...(code && { code }), ...(field && { field }) };
  } catch {
    // Not the collector's own words (a proxy's page, an empty body): the status has to do.
    const happened = `The collector answered ${response.status} ${response.statusText}.`;
    return { happened: happened.replace(' .', '.') };
  }
};

const noAnswer: Problem = {
  status: 0,
  happened: 'The collector is not responding.',
  kept: 'Pages keep their hits and send them when it is back.',
  next: 'Check that it is running, then try again.',
};

const signedOut = new Set<() => void>();

/** Calls the listener when the API says that nobody is signed in; the answer stops it. */
export const watchSignedOut = (listener: () => void): (() => void) => {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
};

const isSigningIn = (path: string, { method }: RequestInit): boolean =>
  method === 'POST' &&
  (path === '/api/session' || path.startsWith('/api/sign-in') || path.startsWith('/api/shared/'));

/** Asks the API; aborting the signal rejects, everything else comes back as an answer. */
export const request = async <T>(
  path: string,
  init: RequestInit = {},
  read: (response: Response) => Promise<unknown> = (response) => response.json(),
): Promise<Answer<T>> => {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    return { problem: noAnswer };
  }
  if (!response.ok) {
    const error = await readError(response);
    // A wrong token, password or code is an answer to its form, not the end of a session.
    const { code = 'not_signed_in' } = error;
    const hasEnded = response.status === 401 && code === 'not_signed_in';
    if (hasEnded && !isSigningIn(path, init)) for (const tell of signedOut) tell();
    return {
      problem: {
        status: response.status,
        ...error,
        kept: NOTHING_LOST,
        next: ADVICE[response.status] ?? 'Try again; the collector’s log has the details.',
      },
    };
  }
  return { value: (response.status === 204 ? undefined : await read(response)) as T };
};

/** Asks for an answer that is a file. */
export const requestFile = (path: string, init: RequestInit = {}): Promise<Answer<Blob>> =>
  request(path, init, (response) => response.blob());

/** What makes a call bring something along. */
export const createCall = (method: 'POST' | 'PATCH' | 'PUT', body: object): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** What makes a call a question. */
export const createPost = (body: object): RequestInit => createCall('POST', body);

/** Path of a call that belongs to one site. */
export const formatSitePath = (
  site: string,
  path = '',
  query: Record<string, string | undefined> = {},
): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return `/api/sites/${encodeURIComponent(site)}${path && `/${path}`}${text && `?${text}`}`;
};
