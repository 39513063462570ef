import type { Stop } from '../browser/lifecycle.js';
import { type Answer, beacon, keepaliveRoom, post } from '../browser/send.js';
import { encodeBatch } from '../wire/batch.js';
import { toRequest } from '../wire/encode.js';
import { DROPS, KEY, SENT_AT } from '../wire/fields.js';
import type { Outbox } from './outbox.js';

/** One way of sending lines to where they belong. */
export interface Transport {
  /** Sends lines while the page lives; `survives` tells whether the request outlives it. */
  send(lines: string[]): { survives: boolean; answer: Promise<Answer>; cancel: Stop };
  /** Hands lines to the browser as the page goes; false when it does not take so many. */
  leave(lines: string[]): boolean;
}

/** The batch protocol. */
const createBatchTransport = (url: () => string): Transport => ({
  send(lines) {
    const body = encodeBatch(lines);
    const survives = body.length <= keepaliveRoom();
    return { survives, ...post(url(), body, survives) };
  },
  leave: (lines) => beacon(url(), encodeBatch(lines)),
});

const getImage = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });

/**
 * The Kissmetrics protocol: an image for each line, whose arrival is the receipt; on leaving a request that
 * survives the page and whose answer nobody can read. `arrived` is told of each line by itself.
 */
const createImageTransport = (
  toUrl: (line: string) => string,
  arrived: (line: string) => void,
): Transport => {
  const sendOne = async (line: string) => {
    const arrives = await getImage(toUrl(line));
    if (arrives) arrived(line);
    return arrives;
  };
  return {
    send: (lines) => ({
      survives: false,
      cancel: () => undefined,
      answer: Promise.all(lines.map(sendOne)).then((all) => ({
        status: all.every(Boolean) ? 200 : 500,
        json: { accepted: lines.length, rejected: [] },
        retryAfter: 0,
      })),
    }),
    leave(lines) {
      for (const line of lines)
        fetch(toUrl(line), { mode: 'no-cors', keepalive: true }).catch(() => {
          // Nobody is left to tell.
        });
      return true;
    },
  };
};

/** The transport that the settings ask for at the moment. */
export const createTransport = (
  settings: { key: string; endpoint: string; protocol: string },
  outbox: Outbox,
): (() => Transport) => {
  const endpoint = () => settings.endpoint.replace(/\/*$/, '/');
  const batches = createBatchTransport(() => {
    const drops = outbox.drops();
    return `${endpoint()}?${KEY}=${settings.key}&${SENT_AT}=${Date.now() / 1000}${drops && `&${DROPS}=${drops}`}`;
  });
  const images = createImageTransport(
    (line) => endpoint() + toRequest(line, settings.key),
    (line) => outbox.remove(outbox.entries.filter((entry) => entry.line === line)),
  );
  return () =>
    settings.protocol === 'kissmetrics' ||
    (!settings.protocol && /\/\/([^/]*\.)?kissmetrics\.(io|com)[:/]/.test(endpoint()))
      ? images
      : batches;
};
