import type { ComponentChildren } from 'preact';
import { usePlace } from '../../router.js';
import { isPicked, type Pick, readPick, withPick } from '../query/pick.js';

/** A number that opens the people behind it. */
export const DrillDownLink = ({
  pick,
  label,
  className = 'door',
  children,
}: {
  pick: Pick;
  /** What the number counts, for those who do not see where it stands. */
  label?: string;
  className?: string;
  children: ComponentChildren;
}) => {
  const place = usePlace();
  const open = isPicked(readPick(place.searchParams), pick);
  return (
    <a class={className} href={withPick(place, pick)} aria-current={open ? 'true' : undefined}>
      {children}
      {label && <span class="unseen"> ({label})</span>}
    </a>
  );
};
