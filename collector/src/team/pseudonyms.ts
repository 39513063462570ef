import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from '../store/json.js';
import { createSecret } from '../store/secrets.js';

/** Properties that say who somebody is, wherever they come from; compared without case. */
export const PERSONAL_PROPERTIES = [
  ...['name', 'full name', 'first name', 'last name', 'surname', 'username', 'user name'],
  ...['user id', 'userid', 'email', 'e-mail', 'email address', 'phone', 'phone number', 'mobile'],
  ...['address', 'street', 'ip', 'ip address'],
];

/** What viewers see in place of identities. */
export interface Pseudonyms {
  /** The same text for the same identity of a site, which tells nobody what it was. */
  hideIdentity(site: string, identity: string): string;
  /** An id of a person as it is shown, and back: an id itself is a hash that whoever knows an identity can compute. */
  sealId(id: string): string;
  openId(sealed: string): string;
}

const SHOWN_LENGTH = 12;
const ID = /^[0-9a-f]{32}$/;

const createPseudonymsOf = (secret: string): Pseudonyms => {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', use, 32));
  const [names, ids] = [derive('identities'), derive('ids')];
  // An id is one block, so that each has one other id, and nothing has to be remembered.
  const turn = (create: typeof createCipheriv | typeof createDecipheriv) => (id: string) => {
    if (!ID.test(id)) return id;
    const cipher = create('aes-256-ecb', ids, null).setAutoPadding(false);
    return Buffer.concat([cipher.update(Buffer.from(id, 'hex')), cipher.final()]).toString('hex');
  };
  return {
    hideIdentity: (site, identity) =>
      `person-${createHmac('sha256', names).update(`${site}\n${identity}`).digest('hex').slice(0, SHOWN_LENGTH)}`,
    sealId: turn(createCipheriv),
    openId: turn(createDecipheriv),
  };
};

/** Opens the pseudonyms of a data folder; their key is made once, and kept. */
export const openPseudonyms = async (data: string): Promise<Pseudonyms> => {
  const path = join(data, 'pseudonyms.json');
  const kept = (await readJson(path)) as { secret: string } | undefined;
  const secret = kept?.secret ?? createSecret();
  if (!kept) await writeJson(path, { secret });
  return createPseudonymsOf(secret);
};

/** Which property names of a site are personal. */
export const createPersonal = (own: readonly string[]): ((name: string) => boolean) => {
  const names = new Set([...PERSONAL_PROPERTIES, ...own].map((name) => name.trim().toLowerCase()));
  return (name) => names.has(name.trim().toLowerCase());
};

/** A name of a personal property in a question, wherever it stands; asking by it would tell what is hidden. */
export const findPersonal = (
  part: unknown,
  isPersonal: (name: string) => boolean,
): string | undefined => {
  if (typeof part === 'string') return isPersonal(part) ? part : undefined;
  if (typeof part !== 'object' || part === null) return undefined;
  for (const value of Object.values(part)) {
    const found = findPersonal(value, isPersonal);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Parts of answers that hold identities, by name. */
const IDENTITIES = new Set(['identity', 'identities', 'a', 'b', '_p', '_p2', 'placeholder']);
const PERSON_IDS = new Set(['id', 'person', 'personId']);
const EMAIL = /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+\.[^\s@<>"'(),;:]+/g;

/** What hides people in an answer, wherever they stand in it. */
export interface Hiding {
  site: string;
  pseudonyms: Pseudonyms;
  isPersonal: (name: string) => boolean;
}

/** Text without e-mail addresses. */
export const hideText = (text: string): string => text.replace(EMAIL, '(hidden)');

/** Properties without those that say who somebody is. */
const hideProperties = (properties: object, { isPersonal }: Hiding): object =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      isPersonal(name)
        ? []
        : [[hideText(name), typeof value === 'string' ? hideText(value) : value]],
    ),
  );

/** Part of an answer with pseudonyms in the place of people; `field` is what it is called there. */
export const hidePeople = (part: unknown, hiding: Hiding, field = ''): unknown => {
  const { site, pseudonyms } = hiding;
  if (typeof part === 'string') {
    if (IDENTITIES.has(field)) return pseudonyms.hideIdentity(site, part);
    if (PERSON_IDS.has(field) && ID.test(part)) return pseudonyms.sealId(part);
    // How a rejected hit starts, as it was sent.
    return field === 'line' ? '' : hideText(part);
  }
  if (Array.isArray(part)) return part.map((each) => hidePeople(each, hiding, field));
  if (typeof part !== 'object' || part === null) return part;
  if (field === 'properties') return hideProperties(part, hiding);
  const { property } = part as { property?: unknown };
  const isAbout = typeof property === 'string' && hiding.isPersonal(property);
  const isAlias = (part as { kind?: unknown }).kind === 'alias';
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      isAbout && name === 'value'
        ? '(hidden)'
        : // An alias is named after the other identity.
          hidePeople(value, hiding, isAlias && name === 'name' ? 'identity' : name),
    ]),
  );
};

/** A hit of the export without who it was. */
export const hideHit = (hit: Record<string, unknown>, hiding: Hiding): Record<string, unknown> => {
  const ours = Object.entries(hit).filter(([name]) => name[0] === '_');
  const sent = Object.entries(hit).filter(([name]) => name[0] !== '_');
  return {
    ...(hidePeople(Object.fromEntries(ours), hiding) as object),
    ...hideProperties(Object.fromEntries(sent), hiding),
  };
};
