import { isIP } from 'node:net';
import { Reader } from 'mmdb-lib';

/** The country of an IP address, as two letters (ISO 3166-1); undefined if unknown. */
export type FindCountry = (address: string) => string | undefined;

/** A database of addresses that an operator supplied. */
export interface Countries {
  find: FindCountry;
  /** What it calls itself. */
  type: string;
  built: Date;
}

/** Records as the databases in use have them: MaxMind's and DB-IP's, IPinfo's, those of ip-location-db. */
interface AddressRecord {
  country?: { iso_code?: unknown } | string;
  registered_country?: { iso_code?: unknown };
  country_code?: unknown;
}

const CODE = /^[A-Z]{2}$/;

const readCountry = (found: AddressRecord | null): string | undefined => {
  if (!found) return undefined;
  const { country, registered_country, country_code } = found;
  const code = [
    typeof country === 'object' ? country.iso_code : country,
    country_code,
    registered_country?.iso_code,
  ].find((one) => typeof one === 'string' && CODE.test(one));
  return code as string | undefined;
};

/** Few records stand for most addresses, and reading one takes longer than finding it. */
const KEPT_RECORDS = 10_000;

const createCache = () => {
  const kept = new Map<string | number, unknown>();
  return {
    get: (key: string | number) => kept.get(key),
    set(key: string | number, value: unknown) {
      if (kept.size >= KEPT_RECORDS) kept.clear();
      kept.set(key, value);
    },
  };
};

const LOOKED_AT = 1000;
/** Gaps between them are wide; a tree that is damaged may have one at each address. */
const MOST_LOOKS = 100_000;
const IPV4_END = 2 ** 32;

const formatAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

const look = (reader: Reader<never>, address: string) => {
  try {
    return reader.getWithPrefixLength(address);
  } catch {
    // The library tells at which byte it was lost.
    throw new Error('it is damaged; download it again');
  }
};

/** Whether one of the first networks has a country: databases of providers, say, have the same form and none. */
const hasCountries = (reader: Reader<never>): boolean => {
  let found = 0;
  let start = 0;
  for (let looks = 0; start < IPV4_END && found < LOOKED_AT; looks++) {
    if (looks === MOST_LOOKS) return false;
    const [record, bits] = look(reader, formatAddress(start));
    if (readCountry(record)) return true;
    if (record) found++;
    start += 2 ** (32 - Math.min(bits, 32));
  }
  // One that knows no address of this kind may know others.
  return found === 0;
};

/** A reader of a database that is whole, as far as its size tells. */
const openReader = (bytes: Buffer): Reader<never> => {
  try {
    const reader = new Reader<never>(bytes, { cache: createCache() });
    const { searchTreeSize, buildEpoch } = reader.metadata;
    if (searchTreeSize < bytes.length && !Number.isNaN(buildEpoch.getTime())) return reader;
  } catch {
    // The library tells in its own terms that it found no metadata.
  }
  throw new Error('it is not a complete MMDB database');
};

/** Opens a database in MaxMind's form (MMDB); throws, in words for its operator, where it is none or has no countries. */
export const openCountries = (bytes: Buffer): Countries => {
  const reader = openReader(bytes);
  const { databaseType, buildEpoch, ipVersion } = reader.metadata;
  if (!hasCountries(reader))
    throw new Error(`it is a ${databaseType} database, which has no countries`);
  return {
    type: databaseType,
    built: buildEpoch,
    find(address) {
      // A tree of the short addresses would take a long one's first half for one of its own.
      const version = isIP(address);
      if (version === 0 || version > ipVersion) return undefined;
      try {
        return readCountry(reader.get(address));
      } catch {
        // A database that is damaged in the middle; a hit is worth more than its country.
        return undefined;
      }
    },
  };
};
