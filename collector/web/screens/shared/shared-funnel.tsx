import { formatCount, formatPercent } from '../../text/format.js';

type Cell = string | number;

/** The steps of a funnel as bars; without them where it is broken down, since the table says more. */
export const SharedFunnel = ({ head, rows }: { head: Cell[]; rows: Cell[][] }) => {
  const at = head.findIndex((title) => String(title).toLowerCase() === 'people');
  const event = head.indexOf('event');
  const names = rows.map((row) => String(row[Math.max(0, event)]));
  if (at < 0 || rows.length < 2 || new Set(names).size < names.length) return null;
  const counts = rows.map((row) => Number(row[at]));
  const first = counts[0] ?? 0;
  if (counts.some(Number.isNaN) || first === 0) return null;
  return (
    <ol class="card shared-funnel" aria-label="Steps">
      {rows.map((_, index) => (
        <li key={names[index]}>
          <span>
            {names[index]} <b>{formatCount(counts[index]!)}</b>{' '}
            <span class="soft">{formatPercent(counts[index]!, first)}</span>
          </span>
          <meter min={0} max={first} value={counts[index]} />
        </li>
      ))}
    </ol>
  );
};
