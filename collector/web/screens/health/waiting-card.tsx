import { useState } from 'preact/hooks';
import { formatSitePath, type Problem } from '../../api/request.js';
import { usePages } from '../../api/use-pages.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatCounted, formatMoment } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import { SOURCES } from '../person/link-line.js';
import { formatWaitingTitle, sendWord, type WaitingLink } from './waiting-links.js';

interface Page {
  links: WaitingLink[];
  cursor: string | null;
}

const REASONS: Partial<Record<WaitingLink['state'], string>> = {
  unproven: 'sent without proof',
  held: 'too many identities for one person',
};

/** Links that wait for approval; nothing where none waits, and nothing can be undone. */
export const WaitingCard = ({ changed }: { changed: () => void }) => {
  const { key } = useSite();
  const pages = usePages<Page>(formatSitePath(key, 'people/links/waiting'));
  // What was approved here, the last step last, so that it can be undone.
  const [steps, setSteps] = useState<string[][]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { value, later, more } = pages;
  const approved = new Set(steps.flat());
  const links = (value ? [value, ...later] : [])
    .flatMap((page) => page.links)
    .filter(({ id }) => !approved.has(id));
  const last = steps.at(-1);

  const say = async (word: 'approve' | 'unapprove', ids: readonly string[]) => {
    setBusy(true);
    const { done, problem } = await sendWord(key, word, ids);
    setBusy(false);
    setProblem(problem);
    if (done.length) changed();
    return done;
  };
  const approve = async () => {
    const done = await say('approve', [...chosen]);
    if (done.length) setSteps([...steps, done]);
    setChosen(new Set([...chosen].filter((id) => !done.includes(id))));
    if (done.length === links.length) await more?.();
  };
  const undo = async (ids: readonly string[]) => {
    const done = await say('unapprove', ids);
    const left = ids.filter((id) => !done.includes(id));
    setSteps([...steps.slice(0, -1), ...(left.length ? [left] : [])]);
  };

  if (pages.problem) return <ProblemNote problem={pages.problem} retry={pages.retry} />;
  if (!links.length && !more && !last) return null;
  return (
    <section class="card" aria-labelledby="waiting">
      <h2 id="waiting">{formatWaitingTitle(links.length, more !== null)}</h2>
      <p>
        Each says that two identities are one person, and counts for nothing until you approve it.
        Approve only those that you know to be right: the two then share one history.
      </p>
      {links.length > 0 && <WaitingTable links={links} chosen={chosen} choose={setChosen} />}
      {more && <MoreButton label="More links" more={more} />}
      {pages.moreProblem && <ProblemNote problem={pages.moreProblem} />}
      {problem && <ProblemNote problem={problem} />}
      <div class="tools">
        {links.length > 0 && (
          <button
            type="button"
            class="button button-main"
            disabled={busy || !chosen.size}
            onClick={approve}
          >
            {chosen.size ? `Approve ${formatCounted(chosen.size, 'link')}` : 'Approve'}
          </button>
        )}
        <span role="status">{last && `${formatCounted(last.length, 'link')} approved.`}</span>
        {last && (
          <button type="button" class="button" disabled={busy} onClick={() => undo(last)}>
            Undo
          </button>
        )}
      </div>
    </section>
  );
};

const WaitingTable = ({
  links,
  chosen,
  choose,
}: {
  links: WaitingLink[];
  chosen: ReadonlySet<string>;
  choose: (ids: ReadonlySet<string>) => void;
}) => {
  const timeZone = useTimeZone();
  const all = links.every(({ id }) => chosen.has(id));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  return (
    <>
      <label class="waiting-all">
        <input
          type="checkbox"
          checked={all}
          onChange={() => choose(new Set(all ? [] : links.map(({ id }) => id)))}
        />{' '}
        Select all {formatCounted(links.length, 'link')} shown
      </label>
      <FigureTable
        className="figures waiting"
        columns={[
          'Identities',
          { title: 'Sent by', words: true },
          { title: 'First sent', words: true },
          { title: 'Why it waits', words: true },
        ]}
        rows={links.map(({ id, a, b, source, time, times, state }) => ({
          key: id,
          head: (
            <label title={`${a} ${b}`}>
              <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />{' '}
              {formatIdentity(a)} = {formatIdentity(b)}
            </label>
          ),
          cells: [
            times > 1 ? `${SOURCES[source]}, ${times} times` : SOURCES[source],
            formatMoment(time, timeZone),
            REASONS[state] ?? state,
          ],
        }))}
      />
    </>
  );
};
