import { isRevisit, readQuery } from '../browser/page.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { withoutParameters } from '../core/url.js';
import { isAnonymousShape } from '../wire/identity.js';

/**
 * What an address asks for: `km` and an optional `_`, then `i` identity, `e` event, or the name of a property.
 * Reserved names are no properties: an address must not choose whose hit it is.
 */
export const toUrlCall = (url: string): { identity: string; event: string; properties: object } => {
  const call = { identity: '', event: '', properties: {} as Record<string, string> };
  for (const [parameter, value] of readQuery(url)) {
    const name = /^km_?([^_].*)/.exec(parameter)?.[1];
    const spaced = value.replace(/ /g, '+');
    // A raw `+` of an anonymous id arrives as a space.
    if (name === 'i') call.identity = isAnonymousShape(spaced) ? spaced : value;
    else if (name === 'e') call.event = value;
    else if (name && parameter !== 'km_debug') call.properties[name] = value;
  }
  return call;
};

/** Runs the calls that the address of the page asks for, and takes them out of the address bar. */
export const urlApi: Feature<{ au(): void }> = (kit) => {
  const au = (): void => {
    const { identity, event, properties } = toUrlCall(kit.kmq.u!());
    if (!isRevisit()) {
      if (identity) kit.identify(identity, 'u');
      if (event) kit.record(event, properties);
      else kit.set(properties);
    }
    // A link that is copied from the address bar must not name the wrong person.
    const { cleanUrl } = kit.settings;
    const clean = withoutParameters(location.href, cleanUrl === true ? /^km/ : /^km_?i=/);
    if (cleanUrl !== false && clean !== location.href)
      history.replaceState(history.state, '', clean);
  };
  return {
    ...automatic(kit, 'au', 'urlApi', 'URL', au),
    choices: { cleanUrl: ['identity', true, false] },
  };
};
