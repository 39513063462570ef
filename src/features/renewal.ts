import { isOwnHost, readCookieDomain } from '../browser/cookie.js';
import { writeGlobal } from '../browser/global.js';
import { toHost } from '../browser/page.js';
import { request } from '../browser/request.js';
import type { Feature } from '../core/kit.js';

/**
 * Has the server write the cookie of the anonymous id, once a day, where the endpoint belongs to the same site:
 * some browsers keep what a script wrote for seven days only.
 */
export const renewal: Feature = ({ settings, cookie, item, endpoint, kmq, save }) => ({
  settings: { renewalFile: 'i.js' },
  begin() {
    if (!cookie('km_ai')) return;
    const before = kmq.i!();
    // The answer bears the id that the request had: an identity of since then is written again.
    const settle = () => {
      if (kmq.i!() !== before) save();
    };
    writeGlobal('_kmil', settle);

    const day = `${Math.floor(Date.now() / 86_400_000)}`;
    const memo = `kmq-${settings.key}-renewed`;
    const domain = readCookieDomain();
    const host = toHost(endpoint());
    if ((!host || isOwnHost(host)) && item(memo) !== day && item(memo, day))
      request(`${endpoint()}${settings.renewalFile}?_cd=${domain}`, {
        mode: 'no-cors',
        credentials: 'include',
      }).then(settle, settle);
  },
});
