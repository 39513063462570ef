import { useState } from 'preact/hooks';
import { type Finding, useFindings } from '../../api/use-findings.js';
import { Meanwhile } from '../../parts/meanwhile.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { formatHref } from '../../routes.js';
import { Only } from '../../session.js';
import { useSite } from '../../site-context.js';
import { formatCounted } from '../../text/format.js';
import { Dismissal } from './dismissal.js';
import { createTable } from './evidence.js';
import { WaitingCard } from './waiting-card.js';
import '../../report/report.css';
import './health.css';

const SEVERITIES: Record<Finding['severity'], string> = {
  error: '✕ Error',
  warning: '▲ Warning',
  info: '● Note',
};

/** What makes the site's reports wrong, with what shows it and what to do. */
export const Health = () => {
  const site = useSite();
  const { value, problem, loading, slow, retry } = useFindings();
  // How often somebody looked again: what waits is read anew, too.
  const [looks, setLooks] = useState(0);
  const open = value?.findings.filter(({ dismissed }) => !dismissed) ?? [];
  const dismissed = value?.findings.filter(({ dismissed }) => dismissed) ?? [];
  return (
    <Screen title="Health" site={site.name} aside={<Meanwhile slow={slow} word="Loading…" />}>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      <Only least="analyst">
        <WaitingCard key={`${site.key} ${looks}`} changed={retry} />
      </Only>
      {value && (
        <div class={loading ? 'stale' : undefined}>
          {open.length === 0 && <AllWell />}
          {open.map((finding) => (
            <FindingCard key={finding.code} finding={finding} />
          ))}
          {dismissed.length > 0 && (
            <details class="dismissed">
              <summary>{formatCounted(dismissed.length, 'dismissed finding')}</summary>
              {dismissed.map((finding) => (
                <FindingCard key={finding.code} finding={finding} />
              ))}
            </details>
          )}
          <p>
            <button
              type="button"
              class="button"
              onClick={() => {
                setLooks(looks + 1);
                retry();
              }}
            >
              Check again
            </button>
          </p>
        </div>
      )}
    </Screen>
  );
};

const AllWell = () => (
  <div class="card">
    <h2 class="well">✓ No problems found</h2>
    <p class="soft">
      Names that differ in case, revenue that is not a number, placeholder identities, rejected hits
      and refused links appear here, because they make numbers wrong.
    </p>
  </div>
);

/** Where to do what a finding advises. */
const PLACES: Record<string, [title: string, page: string, ...rest: string[]]> = {
  similar_event_names: ['Merge names', 'settings', 'names'],
  similar_property_names: ['Merge names', 'settings', 'names'],
  high_cardinality: ['Names of properties', 'settings', 'names'],
  left_out_hits: ['Excluded traffic', 'settings'],
  rejected_hits: ['Watch them in Live', 'live'],
};

const PlaceLink = ({ code }: { code: string }) => {
  const { key } = useSite();
  const place = PLACES[code];
  if (!place) return null;
  const [title, page, ...rest] = place;
  return <a href={formatHref(key, page, ...rest)}>{title}</a>;
};

const FindingCard = ({ finding }: { finding: Finding }) => {
  const { titles, rows } = createTable(finding.evidence);
  return (
    <section class="card" aria-labelledby={finding.code}>
      <p class={`severity severity-${finding.severity}`}>{SEVERITIES[finding.severity]}</p>
      <h2 id={finding.code}>{finding.message}</h2>
      <p>
        {finding.fix} <PlaceLink code={finding.code} />
      </p>
      {rows.length > 0 && (
        <div class="table-box">
          <table class="figures evidence">
            <thead>
              <tr>
                {titles.map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index}>
                  {row.map((text, column) => (
                    <td key={titles[column]}>{text}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Dismissal finding={finding} />
    </section>
  );
};
