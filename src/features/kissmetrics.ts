import type { Feature, Transport } from '../core/kit.js';
import { toRequest } from '../wire/encode.js';

/** Whether the image of an address arrives. */
const getImage = (src: string): Promise<boolean> =>
  new Promise((resolve) => {
    const onload = () => resolve(true);
    Object.assign(new Image(), { onload, onerror: () => resolve(false), src });
  });

/**
 * The Kissmetrics protocol: an image for each line, whose arrival is the receipt; on leaving a request that
 * survives the page and whose answer nobody can read.
 */
export const kissmetrics: Feature = ({ settings, endpoint, arrived }) => {
  const toUrl = (line: string) => endpoint() + toRequest(line, settings.key);
  const transport: Transport = {
    dies: true,
    async send(lines) {
      const failed = await Promise.all(
        lines.map(async (line) => {
          const arrives = await getImage(toUrl(line));
          if (arrives) arrived(line);
          return !arrives;
        }),
      );
      return failed.includes(true) ? [500] : [200, { accepted: lines.length, rejected: [] }];
    },
    leave(lines) {
      for (const line of lines)
        fetch(toUrl(line), { mode: 'no-cors', keepalive: true }).catch(() => {
          // Nobody is left to tell.
        });
      return true;
    },
  };
  return {
    settings: { protocol: ['', 'batch', 'kissmetrics'] },
    transport: () =>
      settings.protocol !== 'batch' &&
      (settings.protocol || /\/\/([^/]*\.)?kissmetrics\.(io|com)[:/]/.test(endpoint()))
        ? transport
        : undefined,
  };
};
