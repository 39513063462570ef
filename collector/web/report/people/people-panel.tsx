import { useEffect, useRef, useState } from 'preact/hooks';
import type { Run } from '../../../src/reports/report.js';
import { formatSitePath } from '../../api/request.js';
import type { Person } from '../../api/types.js';
import { usePages } from '../../api/use-pages.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { TypedSearch } from '../../parts/search-field.js';
import { go, usePlace } from '../../router.js';
import { formatHref } from '../../routes.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatCount, formatCounted, formatMoment, formatMoney } from '../../text/format.js';
import { formatPersonName } from '../../text/person-name.js';
import { ExportCsv } from '../figures/export-csv.js';
import { readPick, withPick } from '../query/pick.js';
import { SavePopulation } from './save-population.js';
import '../report.css';

interface PeopleBehind {
  people: Person[];
  total?: number;
  cursor: string | null;
}

/** The people behind the number that the address has open, if it has one. */
export const PeoplePanel = ({
  report,
  title,
  definition,
  rerun,
}: {
  report: Run;
  /** What the open number counts. */
  title: string;
  /** The same as a condition on people, null where none says it. */
  definition?: object | null;
  /** Runs the report anew: its people are listed for a while only. */
  rerun: () => void;
}) => {
  const place = usePlace();
  const pick = readPick(place.searchParams);
  if (!pick) return null;
  return (
    <Panel
      title={title}
      definition={definition ?? null}
      question={{ reportId: report.reportId, pick }}
      rerun={rerun}
      close={() => go(withPick(place, null))}
    />
  );
};

interface PanelParts {
  title: string;
  definition: object | null;
  question: object;
  rerun: () => void;
  close: () => void;
}

const Panel = ({ title, definition, question: whole, rerun, close }: PanelParts) => {
  const { key } = useSite();
  const [q, setQ] = useState('');
  const path = formatSitePath(key, 'reports/people');
  const question = q ? { ...whole, q } : whole;
  const { value, later, problem, loading, slow, more, moreProblem } = usePages<PeopleBehind>(
    path,
    question,
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const latestClose = useRef(close);
  latestClose.current = close;

  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    heading.current?.focus();
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) latestClose.current();
    };
    addEventListener('keydown', leave);
    return () => {
      removeEventListener('keydown', leave);
      if (opener?.isConnected) opener.focus();
    };
  }, []);

  const people = value && [value, ...later].flatMap((page) => page.people);
  return (
    <aside class="panel" aria-labelledby="panel-title">
      <div class="panel-head">
        <h2 id="panel-title" tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <button type="button" class="button button-small" onClick={close}>
          Close
        </button>
      </div>
      <div class="tools">
        <TypedSearch
          label="Search these people"
          hint="Name, identity, property…"
          value={q}
          choose={setQ}
        />
        {value && value.people.length > 0 && (
          <SavePopulation
            key={JSON.stringify(question)}
            title={q ? `${title}, with “${q}”` : title}
            definition={definition}
            question={question}
            total={value.total}
          />
        )}
      </div>
      {slow && <p role="status">Searching…</p>}
      {problem && <ProblemNote problem={problem} retry={rerun} />}
      {people && (
        <div class={loading ? 'stale' : undefined} aria-busy={loading}>
          {people.length > 0 ? (
            <>
              <p class="panel-tools">
                <span class="soft">{formatPeople(people.length, value, later)}</span>
                <ExportCsv title={title} path={path} question={question} />
              </p>
              <ul class="panel-people">
                {people.map((person) => (
                  <PersonLine key={person.id} person={person} />
                ))}
              </ul>
            </>
          ) : (
            <p>{q ? `None of them has “${q}” in an identity or a property.` : 'No one.'}</p>
          )}
        </div>
      )}
      {moreProblem && <ProblemNote problem={moreProblem} />}
      {more && <MoreButton label="Show more people" more={more} />}
    </aside>
  );
};

const formatPeople = (shown: number, first: PeopleBehind, later: PeopleBehind[]): string => {
  const { cursor } = later.at(-1) ?? first;
  if (cursor === null) return formatCounted(shown, 'person', 'people');
  const { total } = first;
  return `The first ${formatCount(shown)}${total === undefined ? '' : ` of ${formatCounted(total, 'person', 'people')}`}`;
};

const PersonLine = ({ person }: { person: Person }) => {
  const { key, currency } = useSite();
  const timeZone = useTimeZone();
  const name = formatPersonName(person);
  const named = person.identities.find(({ kind }) => kind === 'named')?.identity;
  return (
    <li>
      <a href={formatHref(key, 'people', person.id)}>{name}</a>
      {named && named !== name && <span class="soft panel-identity">{named}</span>}
      <span class="soft">
        {formatCounted(person.events, 'event')}
        {Number(person.revenue) !== 0 && `, ${formatMoney(person.revenue, currency)}`}, last seen{' '}
        {formatMoment(person.lastSeen, timeZone)}
      </span>
    </li>
  );
};
