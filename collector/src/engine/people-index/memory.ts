/** How much the loader knows by heart; what is beyond that it reads from the tables, and nothing else changes. */
export interface Memory {
  /** Identities in the directory: some fifty bytes each. Of more it holds the newer ones. */
  identities: number;
  /** Texts of identities, for which no key has to be made. */
  texts: number;
  /** Milliseconds whose ranks are known: the last while of the busiest site. */
  milliseconds: number;
  /** Filters of all days together; that of the day used longest ago is let go. */
  filterBytes: number;
}

export const MEMORY: Memory = {
  identities: 4_000_000,
  texts: 50_000,
  milliseconds: 100_000,
  filterBytes: 160_000_000,
};
