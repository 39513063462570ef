/** Where the value of a property is looked for: in what sets say of a person, in what the person's events say, or in both. */
export type Place = 'person' | 'event' | 'both';

/**
 * Properties that tell where people come from, and where a plain name looks for each. What counts of them is the first
 * value ever (S19): the client sets a campaign right after the first event of a visit.
 */
export const ACQUISITION: Readonly<Record<string, Place>> = {
  Source: 'both',
  // Events say it of every page, the site's own pages included; only the set is of another site.
  Referrer: 'person',
  'Search Engine': 'both',
  'Search Terms': 'both',
  'Campaign Source': 'both',
  'Campaign Medium': 'both',
  'Campaign Name': 'both',
  'Campaign Terms': 'both',
  'Campaign Content': 'both',
};

/** Exports of the original have all names in lower case. */
const FOLDED = new Map(
  Object.entries(ACQUISITION).map(([name, place]) => [name.toLowerCase(), place]),
);

/** The place of a property of many names; undefined where it does not tell where people come from. */
export const findAcquisition = (names: readonly string[]): Place | undefined => {
  for (const name of names) {
    const place = FOLDED.get(name.toLowerCase());
    if (place) return place;
  }
  return undefined;
};
