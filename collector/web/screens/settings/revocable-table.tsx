import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { type Problem, request } from '../../api/request.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';

interface Revocable {
  id: string;
  name: string;
  created: string;
  lastUsed: string | null;
}

/** A moment of the API as a cell. */
export const Moment = ({ at }: { at: string | null }) => {
  const timeZone = useTimeZone();
  return <>{at ? formatMoment(at, timeZone) : 'never'}</>;
};

/** Keys or tokens, each with a button that revokes it. */
export const RevocableTable = <Row extends Revocable>({
  rows,
  path,
  columns = [],
  consequence,
  reload,
}: {
  rows: readonly Row[];
  /** Of the API; the id of what is revoked follows. */
  path: string;
  /** What there is to know of a row beside its name, when it was created and when it was last used. */
  columns?: { title: string; cellOf: (row: Row) => ComponentChild }[];
  /** What revoking does, for the question that asks whether to. */
  consequence: string;
  reload: () => void;
}) => {
  const [problem, setProblem] = useState<Problem | null>(null);
  const revoke = async (id: string) => {
    const answer = await request(`${path}/${id}`, { method: 'DELETE' });
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  const titles = [...columns.map(({ title }) => title), 'Created', 'Last used', 'Revoke'];
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      <FigureTable
        columns={['Name', ...titles.map((title) => ({ title, words: true }) as const)]}
        rows={rows.map((row) => ({
          key: row.id,
          head: row.name,
          cells: [
            ...columns.map(({ cellOf }) => cellOf(row)),
            <Moment key="created" at={row.created} />,
            <Moment key="used" at={row.lastUsed} />,
            <Confirm
              key="revoke"
              offer="Revoke"
              label={`Revoke ${row.name}`}
              question={`Revoke “${row.name}”?`}
              consequence={consequence}
              act={() => revoke(row.id)}
            />,
          ],
        }))}
      />
    </>
  );
};
