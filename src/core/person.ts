import { createAnonymousId } from '../browser/random.js';
import { tell, warn } from '../browser/report.js';
import { type LinkSource, NAME_LENGTH } from '../wire/hit.js';
import { isAnonymousShape } from '../wire/identity.js';
import { toNobody } from '../wire/nobody.js';
import { toVisible } from '../wire/text.js';
import type { Store } from './store.js';

/** Two tabs of a first visit have by then seen which anonymous id won. */
const AGREE_MS = 600;

export interface Person {
  /** The named identity, else the anonymous one, which is made when there is none. */
  id(): string;
  /** The named identity, '' where there is none. */
  named(): string;
  /** Names the visitor. `source` `f` or `u`: only one without a name, and only until a call names another. */
  identify(id: unknown, time: number, source?: LinkSource): void;
  /** Makes a named visitor anonymous again. */
  clear(): void;
  /** Reads the cookies again: another tab, or the server, may have changed them. */
  read(): void;
  /** Writes what is known into the cookies. */
  save(): void;
  /** Links the anonymous ids that several tabs of a first visit have made; `isLate` when all have. */
  agree(isLate?: boolean): void;
  /** Forgets everything, cookies included, and goes on as `id`. */
  become(id: string): void;
}

/** How often a client of this page has written the identity: the others read it again. */
let writes = 0;

/**
 * Who the visitor is: the cookies `km_ai` (anonymous) and `km_ni` (named), as the original client keeps them. `note`
 * tells the start of the storage keys under which a page notes the anonymous id it has made; `link` sends a link between
 * two identities, without a time as of now; `isLinked` whether this page has sent it, or it was acknowledged before.
 */
export const createPerson = (
  { item, keys, cookie }: Store,
  note: () => string,
  link: (named: string, other: string, source: LinkSource, time?: number) => void,
  isLinked: (named: string, other: string) => boolean,
): Person => {
  let anonymous = '';
  let named = '';
  /** `1` while the name comes from a form field or an address. */
  let weak = '';

  /** The `writes` that are known here. */
  let known = 0;

  const save = (): void => {
    known = ++writes;
    item('km_ai', anonymous);
    item('km_nm', named && '1');
    cookie('km_ai', anonymous);
    cookie('km_ni', named);
    cookie('km_nw', weak);
    tell('identity', anonymous, named, weak);
  };

  const become = (id: string, name = ''): void => {
    anonymous = id;
    named = name;
    weak = '';
    save();
  };

  /** An identity that a cookie holds; what is too long for one was written by somebody else. */
  const readId = (name: string): string => {
    const id = toVisible(cookie(name));
    return id.length > NAME_LENGTH ? '' : id;
  };

  const read = (): void => {
    known = writes;
    const copy = item('km_ai');
    const areRead = cookie('km_\\w+');
    // Where no cookie sticks, none is read, and memory holds the truth, until another tab has been somebody else.
    if (areRead || (copy && copy !== anonymous)) {
      anonymous = readId('km_ai');
      named = readId('km_ni');
      weak = cookie('km_nw');
      // Who has cleared the name has cleared the anonymous identity on purpose.
      if (named || !item('km_nm') || !areRead) anonymous ||= copy;
    } else {
      anonymous ||= copy;
      named ||= readId('km_ni');
    }
  };

  /** A `km_ai` that has not the anonymous shape was a name. */
  const current = (): string => named || (isAnonymousShape(anonymous) ? '' : anonymous);

  const person: Person = {
    id() {
      if (known < writes || !(named || anonymous)) read();
      if (!named && !anonymous) {
        become(createAnonymousId());
        item(note() + anonymous, '1');
        setTimeout(person.agree, AGREE_MS, true);
      }
      return named || anonymous;
    },

    identify(given, time, source) {
      const id = toVisible(String(given));
      const nobody = id.length > NAME_LENGTH || toNobody(id);
      if (nobody === 'none') return person.clear();
      if (nobody) return warn('not an identity', id);
      person.agree(true);
      const before = anonymous;
      const isAnonymous = isAnonymousShape(before);
      const name = current();
      if (source && name) return;
      if (isAnonymousShape(id)) {
        anonymous = id;
        save();
        if (isAnonymous && id !== before) link(id, before, 'a', time);
      } else if (name && !weak && name !== id) become(id, id);
      else if (name && !weak) {
        if (isAnonymous && !isLinked(id, before)) link(id, before, 'i', time);
      } else {
        named = id;
        weak = source ? '1' : '';
        save();
        if (before) link(id, before, source ?? 'i', time);
      }
    },

    clear() {
      // What the tabs have made until now belongs to who leaves, not to who comes next.
      person.agree(true);
      if (current()) become(createAnonymousId());
    },

    agree(isLate) {
      read();
      for (const key of keys(note())) {
        const id = key.slice(note().length);
        if (id !== anonymous && isAnonymousShape(anonymous)) link(anonymous, id, 'a');
        if (id !== anonymous || isLate) item(key, '');
      }
    },

    named: current,
    read,
    save,
    become,
  };
  return person;
};
