import { callMember } from '../browser/member.js';
import { request } from '../browser/request.js';
import type { Feature, Transport } from '../core/kit.js';
import { toRequest } from '../wire/encode.js';

/** That of the language, whatever the page calls so. */
// A bundler may leave it out with the feature.
const OwnPromise = /* @__PURE__ */ (() =>
  (async () => undefined)().constructor as PromiseConstructor)();

/**
 * The Kissmetrics protocol: an image for each line, whose arrival is the receipt; on leaving a request that
 * survives the page and whose answer nobody can read.
 */
export const kissmetrics: Feature = ({ settings, endpoint }) => {
  const toUrl = (line: string) => endpoint() + toRequest(line, settings.key);
  const images: Transport = {
    dies: true,
    send: ([line]) =>
      new OwnPromise((resolve) => {
        const onload = () => resolve([200, { accepted: 1, rejected: [] }]);
        Object.assign(callMember(document, 'createElement', 'img') as object, {
          onload,
          onerror: () => resolve([500]),
          src: toUrl(line!),
        });
      }),
    leave(lines) {
      for (const line of lines)
        request(toUrl(line), { mode: 'no-cors', keepalive: true }).catch(() => {
          // Nobody is left to tell.
        });
      return true;
    },
  };
  return {
    settings: { protocol: ['', 'batch', 'kissmetrics'] },
    transport: (next) =>
      settings.protocol !== 'batch' &&
      (settings.protocol || /\/\/([^/]*\.)?kissmetrics\.(io|com)[:/]/.test(endpoint()))
        ? images
        : next,
  };
};
