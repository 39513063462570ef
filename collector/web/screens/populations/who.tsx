import type { Population } from '../../api/use-populations.js';
import { toEditable, toWords } from '../../report/query/population-tree.js';
import { useTimeZone } from '../../site-context.js';
import { toCounted, toMoment } from '../../text/format.js';

/** Who is in a population, in words. */
export const Who = ({ population }: { population: Population }) => {
  const timeZone = useTimeZone();
  if (population.kind === 'condition') return <>{toWords(toEditable(population.definition))}</>;
  const { identities, source, asOf, created, changed } = population;
  return (
    <>
      A list of {toCounted(identities, 'identity', 'identities')}, made on{' '}
      {toMoment(asOf, timeZone)}
      {source && ` of: ${source}`}
      {changed !== created && `; changed on ${toMoment(changed, timeZone)}`}
    </>
  );
};
