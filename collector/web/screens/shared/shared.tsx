import { useEffect, useState } from 'preact/hooks';
import { createPost, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { formatCount, formatMoment } from '../../text/format.js';
import { useForm } from '../account/use-form.js';
import { SharedFunnel } from './shared-funnel.js';
import '../settings/settings.css';
import '../../report/report.css';
import './shared.css';

/** What a link shows: a report as a table, its first row the heads. */
export interface SharedReport {
  name: string;
  kind: string;
  siteName: string;
  timeZone: string;
  asOf: string;
  expires: string | null;
  table: (string | number)[][];
}

/** A saved report by a link, for whoever has it. The secret stands behind `#`, which no server is told. */
export const Shared = ({ id }: { id: string }) => {
  const [secret] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const [report, setReport] = useState<SharedReport | null>(null);
  const { problem, busy, run, wrong } = useForm();
  const open = () =>
    run(
      () =>
        request<SharedReport>(
          `/api/shared/${encodeURIComponent(id)}`,
          createPost({ secret, ...(password && { password }) }),
        ),
      setReport,
    );
  // The password is asked for where the link has one.
  useEffect(() => {
    void open();
  }, []);
  const needsPassword = problem?.field === 'password';
  useEffect(() => {
    if (report) document.title = `${report.name} · ${report.siteName}`;
  }, [report]);
  if (report) return <Report report={report} />;
  return (
    <main class="lone">
      <h1>A shared report</h1>
      {busy && !needsPassword && <p>Loading…</p>}
      {problem && !needsPassword && <ProblemNote problem={problem} />}
      {needsPassword && (
        <form
          aria-label="Open this report"
          onSubmit={(event) => {
            event.preventDefault();
            void open();
          }}
        >
          <TextField
            type="password"
            label="Password of this report"
            autocomplete="current-password"
            value={password}
            problem={password ? wrong('password') : ''}
            change={setPassword}
          />
          <button type="submit" class="button button-main" disabled={busy || !password}>
            Show the report
          </button>
        </form>
      )}
    </main>
  );
};

/** A table without a first column that says nothing, as that of segments where there are none. */
const withoutEmpty = (table: SharedReport['table']): SharedReport['table'] =>
  table.slice(1).every(([first]) => first === '') ? table.map((row) => row.slice(1)) : table;

/** Four digits of a rate are more than anybody compares; the CSV of the app has all of them. */
const DIGITS = 4;

const formatCell = (cell: string | number): string => {
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? formatCount(cell) : String(Number(cell.toPrecision(DIGITS)));
};

const Report = ({ report }: { report: SharedReport }) => {
  const { name, kind, siteName, timeZone, asOf } = report;
  const [head = [], ...rows] = withoutEmpty(report.table);
  return (
    <main class="shared">
      <h1>{name}</h1>
      <p class="soft">
        {siteName} · {kind} · as of {formatMoment(asOf, timeZone)} ({timeZone})
      </p>
      {kind === 'funnel' && <SharedFunnel head={head} rows={rows} />}
      <section class="card" aria-label="Numbers">
        <FigureTable
          columns={[String(head[0] ?? ''), ...head.slice(1).map(String)]}
          rows={rows.map(([first = '', ...cells], at) => ({
            key: String(at),
            head: String(first),
            cells: cells.map(formatCell),
          }))}
        />
        {rows.length === 0 && <p class="soft">Nothing happened in this time.</p>}
      </section>
    </main>
  );
};
