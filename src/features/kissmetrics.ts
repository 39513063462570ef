import type { Feature } from '../core/kit.js';
import { toRequest } from '../wire/encode.js';

const getImage = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });

/**
 * The Kissmetrics protocol: an image for each line, whose arrival is the receipt; on leaving a request that
 * survives the page and whose answer nobody can read.
 */
export const kissmetrics: Feature = ({ settings, endpoint, arrived }) => {
  const toUrl = (line: string) => endpoint() + toRequest(line, settings.key);
  const sendOne = async (line: string) => {
    const arrives = await getImage(toUrl(line));
    if (arrives) arrived(line);
    return arrives;
  };
  return {
    settings: { protocol: ['', 'batch', 'kissmetrics'] },
    transport: () =>
      (settings.protocol || /\/\/([^/]*\.)?kissmetrics\.(io|com)[:/]/.test(endpoint())) &&
      settings.protocol !== 'batch' && {
        dies: true,
        send: (lines) => ({
          cancel: () => undefined,
          answer: Promise.all(lines.map(sendOne)).then((all) => ({
            status: all.includes(false) ? 500 : 200,
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
      },
  };
};
