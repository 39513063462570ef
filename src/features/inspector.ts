import { readGlobal, writeGlobal } from '../browser/global.js';
import type { Feature } from '../core/kit.js';

/**
 * Loads the inspector, where `debug` is true, or where it is `url` and the address of the page has `km_debug=1`; what
 * happens from then on is kept for it in `KM_INSPECT`.
 */
export const inspector: Feature = ({ settings, endpoint }) => {
  const look = (): void => {
    const { debug, debugFile } = settings;
    const isAsked = debug === true || (debug && /\bkm_debug=1\b/.test(location.search));
    if (!isAsked || readGlobal('KM_INSPECT')) return;
    writeGlobal('KM_INSPECT', []);
    // The browser takes our nonce over, and no policy of a page minds an import.
    import(/* webpackIgnore: true */ /* @vite-ignore */ endpoint() + debugFile);
  };
  return {
    settings: { debugFile: 'kmq-debug.js', debug: [false, true, 'url'] },
    early: look,
    configured: look,
  };
};
