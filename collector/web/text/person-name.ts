import type { Identity, Properties } from '../api/types.js';

/** Four hexadecimal digits that tell visitors apart by eye; the same identity always has the same ones. */
export const hashShort = (identity: string): string => {
  // FNV-1a, folded to 16 bits.
  let hash = 0x811c9dc5;
  for (let index = 0; index < identity.length; index++) {
    hash = Math.imul(hash ^ identity.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 16)) & 0xffff).toString(16).padStart(4, '0');
};

/** What a visitor without a name is called. */
export const formatVisitorName = (identity: string): string => `Visitor ${hashShort(identity)}`;

/** The property a person is called by, if there is one. */
export const findCalledBy = (properties: Properties): string | undefined =>
  properties.Name?.trim() || properties.Email?.trim() || undefined;

/** A person's name: `Name`, `Email`, a named identity, else the earliest anonymous one, shortened. */
export const formatPersonName = (person: {
  identities: Pick<Identity, 'identity' | 'kind'>[];
  properties: Properties;
}): string => {
  const named = person.identities.find(({ kind }) => kind === 'named');
  return (
    findCalledBy(person.properties) ??
    named?.identity ??
    formatVisitorName(person.identities[0]?.identity ?? '')
  );
};
