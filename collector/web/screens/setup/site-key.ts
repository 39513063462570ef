/** Characters of a key; it is part of an address that people read. */
const KEY_LENGTH = 32;

/** `Café & Söhne GmbH` → `cafe-sohne-gmbh`: a key that a site of this name may have, or nothing. */
export const formatSiteKey = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, KEY_LENGTH)
    .replace(/^-|-$/g, '');
