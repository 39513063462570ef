/** A request without an answer by then has failed. */
const TIMEOUT_MS = 30_000;

/** What came back: status 0 without an answer, `json` undefined where the body is none, `retryAfter` in milliseconds. */
export interface Answer {
  status: number;
  json?: unknown;
  retryAfter: number;
}

/** No outage is planned for longer, and a timer of 25 days would fire at once. */
const RETRY_AFTER_MOST_MS = 86_400_000;

const toMilliseconds = (retryAfter: string | null): number =>
  Math.min(
    Number(retryAfter) * 1000 || Date.parse(retryAfter ?? '') - Date.now() || 0,
    RETRY_AFTER_MOST_MS,
  );

/** Posts a batch and reads the answer to its end. Never rejects; an abort makes it fail at once. */
export const post = async (
  send: typeof fetch,
  url: string,
  init: { body: string; signal: AbortSignal },
): Promise<Answer> => {
  const answer: Answer = { status: 0, retryAfter: 0 };
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, TIMEOUT_MS);
  init.signal.addEventListener('abort', abort);
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: init.body,
      signal: controller.signal,
    });
    const text = await response.text();
    answer.status = response.status;
    answer.retryAfter = toMilliseconds(response.headers.get('retry-after'));
    answer.json = JSON.parse(text);
  } catch {
    // No network, a timeout, an abort, or a body that is no JSON: the status tells which.
  }
  clearTimeout(timer);
  init.signal.removeEventListener('abort', abort);
  return answer;
};
