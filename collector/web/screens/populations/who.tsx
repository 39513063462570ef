import type { Population } from '../../../src/store/population.js';
import { formatNode, parseDefinition } from '../../report/query/population-tree.js';
import { useTimeZone } from '../../site-context.js';
import { formatCounted, formatMoment } from '../../text/format.js';

/** Who is in a population, in words. */
export const Who = ({ population }: { population: Population }) => {
  const timeZone = useTimeZone();
  if (population.kind === 'condition')
    return <>{formatNode(parseDefinition(population.definition))}</>;
  const { identities, source, asOf, created, changed } = population;
  return (
    <>
      A list of {formatCounted(identities, 'identity', 'identities')}, made on{' '}
      {formatMoment(asOf, timeZone)}
      {source && ` of: ${source}`}
      {changed !== created && `; changed on ${formatMoment(changed, timeZone)}`}
    </>
  );
};
