import { isRevisit, readQuery } from '../browser/page.js';
import { tryOr } from '../browser/report.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { withoutParameters } from '../core/url.js';
import { isAnonymousShape } from '../wire/identity.js';

/**
 * Runs the calls that the address of the page asks for, and takes them out of the address bar. A parameter is `km` and
 * an optional `_`, then `i` identity, `e` event, or the name of a property. Reserved names are no properties: an address
 * must not choose whose hit it is.
 */
export const urlApi: Feature<{ au(): void }> = (kit) => {
  const run = (): void => {
    const properties: Record<string, string> = {};
    let identity = '';
    let event = '';
    for (const [parameter, value] of readQuery(kit.kmq.u!())) {
      const name = /^km_?([^_].*)/.exec(parameter)?.[1];
      if (name === 'i') identity = value;
      else if (name === 'e') event = value;
      else if (name && parameter !== 'km_debug') properties[name] = value;
    }
    // A raw `+` of an anonymous id arrives as a space.
    const spaced = identity.replace(/ /g, '+');
    // The platform makes one letter of all bytes that are no UTF-8: one name for strangers.
    if (identity && !/\ufffd/.test(identity))
      kit.identify(isAnonymousShape(spaced) ? spaced : identity, 'u');
    if (event) kit.record(event, properties);
    else kit.set(properties);
  };

  const au = (): void => {
    if (!isRevisit()) run();
    // A link that is copied from the address bar must not name the wrong person.
    const { cleanUrl } = kit.settings;
    const clean = withoutParameters(
      location.href,
      cleanUrl === true ? /&km[^&]*/g : /&km_?i=[^&]*/g,
    );
    if (cleanUrl !== false && clean !== location.href)
      // The page may have another history, or forbid it.
      tryOr(undefined, () => window.history.replaceState(window.history.state, '', clean));
  };

  return automatic(kit, 'au', 'urlApi', 'URL', au, { cleanUrl: ['identity', true, false] });
};
