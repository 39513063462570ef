import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, toSitePath } from '../api/request.js';
import type { Person } from '../api/types.js';
import { askPage, usePages } from '../api/use-pages.js';
import { MoreButton } from '../parts/more-button.js';
import { ProblemNote } from '../parts/problem-note.js';
import { go, usePlace } from '../router.js';
import { toHref } from '../routes.js';
import { useSite, useTimeZone } from '../site-context.js';
import { toCount, toCounted, toMoment, toMoney } from '../text/format.js';
import { toPersonName } from '../text/person-name.js';
import type { Cell } from './csv.js';
import { readPick, withPick } from './pick.js';
import { saveCsv } from './save-csv.js';
import type { PeopleBehind, Reported } from './types.js';
import './report.css';

/** The people behind the number that the address has open, if it has one. */
export const PeoplePanel = ({
  report,
  title,
  rerun,
}: {
  report: Reported;
  /** What the open number counts. */
  title: string;
  /** Runs the report anew: its people are listed for a while only. */
  rerun: () => void;
}) => {
  const place = usePlace();
  const pick = readPick(place.searchParams);
  if (!pick) return null;
  return (
    <Panel
      title={title}
      question={{ reportId: report.reportId, pick }}
      rerun={rerun}
      close={() => go(withPick(place, null))}
    />
  );
};

interface PanelParts {
  title: string;
  question: object;
  rerun: () => void;
  close: () => void;
}

const Panel = ({ title, question, rerun, close }: PanelParts) => {
  const { key } = useSite();
  const path = toSitePath(key, 'reports/people');
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
      {slow && <p role="status">Looking for them…</p>}
      {problem && <ProblemNote problem={problem} retry={rerun} />}
      {people && (
        <div class={loading ? 'stale' : undefined}>
          {people.length > 0 ? (
            <>
              <p class="panel-tools">
                <span class="soft">{toPeopleText(people.length, value.total, more !== null)}</span>
                <SaveAll title={title} path={path} question={question} />
              </p>
              <ul class="panel-people">
                {people.map((person) => (
                  <PersonLine key={person.id} person={person} />
                ))}
              </ul>
            </>
          ) : (
            <p>Nobody.</p>
          )}
        </div>
      )}
      {moreProblem && <ProblemNote problem={moreProblem} />}
      {more && <MoreButton label="Show more people" more={more} />}
    </aside>
  );
};

const toPeopleText = (shown: number, total: number | undefined, more: boolean): string => {
  if (!more) return toCounted(shown, 'person', 'people');
  return `The first ${toCount(shown)}${total === undefined ? '' : ` of ${toCounted(total, 'person', 'people')}`}`;
};

const PersonLine = ({ person }: { person: Person }) => {
  const { key, currency } = useSite();
  const timeZone = useTimeZone();
  const name = toPersonName(person);
  const named = person.identities.find(({ kind }) => kind === 'named')?.identity;
  return (
    <li>
      <a href={toHref(key, 'people', person.id)}>{name}</a>
      {named && named !== name && <span class="soft panel-identity">{named}</span>}
      <span class="soft">
        {toCounted(person.events, 'event')}
        {Number(person.revenue) !== 0 && `, ${toMoney(person.revenue, currency)}`}, last seen{' '}
        {toMoment(person.lastSeen, timeZone)}
      </span>
    </li>
  );
};

const HEAD: Cell[] = ['Person', 'Identities', 'First seen', 'Last seen', 'Events', 'Revenue', 'Id'];

const toRow = (person: Person): Cell[] => [
  toPersonName(person),
  person.identities.map(({ identity }) => identity).join(' '),
  person.firstSeen,
  person.lastSeen,
  person.events,
  person.revenue,
  person.id,
];

/** Saves all people, not only those on the screen. */
const SaveAll = ({ title, path, question }: { title: string; path: string; question: object }) => {
  const [fetched, setFetched] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );

  const save = async () => {
    const rows: Cell[][] = [HEAD];
    let cursor: string | null = null;
    do {
      setFetched(rows.length - 1);
      const answer: Awaited<ReturnType<typeof askPage<PeopleBehind>>> = await askPage<PeopleBehind>(
        path,
        cursor,
        { ...question, limit: 1000 },
      );
      if (gone.current) return;
      if ('problem' in answer) {
        setProblem(answer.problem);
        setFetched(null);
        return;
      }
      rows.push(...answer.value.people.map(toRow));
      cursor = answer.value.cursor;
    } while (cursor !== null);
    setFetched(null);
    saveCsv(title, rows);
  };

  return (
    <span>
      <button type="button" class="button button-small" disabled={fetched !== null} onClick={save}>
        {fetched === null ? 'CSV of all' : `Fetching… ${toCount(fetched)}`}
      </button>
      {problem && <span class="reason"> {problem.happened}</span>}
    </span>
  );
};
