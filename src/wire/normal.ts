import { type Hit, NAME_LENGTH, type Properties, VALUE_LENGTH } from './hit.js';
import { compose, cut, toWellFormed } from './text.js';
import { toText } from './value.js';

/** An event or property name within the limits, composed (NFC); `,` and `:` become spaces. */
export const toName = (name: string): string =>
  cut(compose(toWellFormed(name)).replace(/[,:]/g, ' '), NAME_LENGTH);

/** Whether a text can be an identity: a longer one, cut, would be somebody else. */
export const isIdentity = (text: string | undefined): text is string =>
  !!text && text.length <= NAME_LENGTH;

/**
 * Properties as the wire holds them: own enumerable members whose value has a text, within the limits.
 * Names that start with `_` belong to the protocol: they go, as they are, to `reserved`. Never throws.
 */
export const toProperties = (given: unknown, reserved?: Record<string, unknown>): Properties => {
  const properties: Properties = Object.create(null);
  let names: string[] = [];
  try {
    if (typeof given === 'object') names = Object.keys(given as object);
  } catch {
    // null, undefined or a hostile proxy: no properties.
  }
  for (const name of names) {
    try {
      const value = (given as Record<string, unknown>)[name];
      if (name[0] === '_' && reserved) reserved[name] = value;
      const text = /^[^_]/.test(name) ? toText(value) : undefined;
      if (text !== undefined) properties[toName(name)] = cut(toWellFormed(text), VALUE_LENGTH);
    } catch {
      // A getter of the page threw, or a date is invalid: this property has no text.
    }
  }
  return properties;
};

/** The hit within the limits of the wire, or undefined when it names nobody or nothing. Never throws. */
export const toNormalHit = (hit: Hit): Hit | undefined => {
  const { kind, name = '' } = hit;
  const person = toWellFormed(hit.person);
  const properties = toProperties(hit.properties);
  // What a page adds to `Object.prototype` is no part of a hit.
  const normal = { __proto__: null, ...hit, person, properties } as Hit;
  if (kind !== 'set') normal.name = (kind === 'event' ? toName : toWellFormed)(name);
  return [person, normal.name ?? kind].every(isIdentity) ? normal : undefined;
};
