import type { Cohort } from '../../report/types.js';

/** Of everybody whose bucket is over or under way, the part that came back in it; null where there is nobody. */
export const toAverages = (cohorts: Cohort[], buckets: number): (number | null)[] =>
  Array.from({ length: buckets }, (_, bucket) => {
    let people = 0;
    let returned = 0;
    for (const cohort of cohorts) {
      const value = cohort.returned[bucket];
      // A bucket that is not over yet would draw the average down.
      if (value === null || value === undefined || cohort.unfinished === bucket) continue;
      people += cohort.people;
      returned += Number(value);
    }
    return people > 0 ? returned / people : null;
  });

/** How dark a cell is: 0 to 10, of the darkest in the triangle. */
export const toHeat = (share: number, most: number): number =>
  most > 0 && share > 0 ? Math.max(1, Math.min(10, Math.round((10 * share) / most))) : 0;
