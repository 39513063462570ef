import {
  type Hit,
  isAnonymousShape,
  type LinkSource,
  NAME_LENGTH,
  toNobody,
  toVisible,
} from 'kmq/wire';

/** Who a visitor is while the queue of a page runs. */
export interface EarlyPerson {
  /** The named identity, else the anonymous one, which is made when there is none. */
  id(): string;
  identify(given: unknown): void;
  clear(): void;
  /** As after `optOut`: the visitor has no identity. */
  forget(): void;
}

export interface EarlyIdentity {
  /** What `km_ai` holds, '' where there is none. */
  anonymous: string;
  /** What `km_ni` holds. */
  named: string;
}

export interface EarlyPersonNeeds {
  createAnonymousId(): string;
  send(link: Hit): void;
}

/** The client's rules of `identify` and `clearIdentity`, on cookies that were sent instead of read. */
export const createEarlyPerson = (
  { anonymous, named }: EarlyIdentity,
  { createAnonymousId, send }: EarlyPersonNeeds,
): EarlyPerson => {
  const link = (name: string, person: string, source: LinkSource) =>
    send({ kind: 'alias', name, person, source, properties: {} });

  /** A `km_ai` that has not the anonymous shape was a name. */
  const current = (): string => named || (isAnonymousShape(anonymous) ? '' : anonymous);

  const clear = (): void => {
    if (!current()) return;
    named = '';
    anonymous = createAnonymousId();
  };

  return {
    id() {
      if (!named) anonymous ||= createAnonymousId();
      return named || anonymous;
    },
    identify(given) {
      const id = toVisible(String(given));
      const before = anonymous;
      const name = current();
      const nobody = id.length > NAME_LENGTH || toNobody(id);
      if (nobody === 'none') clear();
      else if (nobody) return;
      else if (isAnonymousShape(id)) {
        anonymous = id;
        if (isAnonymousShape(before) && id !== before) link(id, before, 'a');
      } else if (!name) {
        named = id;
        if (before) link(id, before, 'i');
      } else if (name !== id) anonymous = named = id;
    },
    clear,
    forget() {
      anonymous = named = '';
    },
  };
};
