import { useState } from 'preact/hooks';
import { createCall, formatSitePath, type Problem, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { Named } from '../../parts/named.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { NamePicker } from '../../report/pickers/name-picker.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatDate } from '../../text/calendar.js';
import { formatCounted, formatLocalDate } from '../../text/format.js';
import type { NameKind, Noted } from './noted.js';

/** One name, with what can be said about it. */
export const NotedName = ({
  kind,
  noted,
  names,
  reload,
}: {
  kind: NameKind;
  noted: Noted;
  names: Noted[];
  reload: () => void;
}) => {
  const { key } = useSite();
  const timeZone = useTimeZone();
  const [problem, setProblem] = useState<Problem | null>(null);
  /** A name to count under that never came: asked for once more. */
  const [unseen, setUnseen] = useState<string | null>(null);
  const { name, count, lastSeen, hidden, description, merged } = noted;

  const note = async (about: string, notes: object) => {
    const path = formatSitePath(key, `catalogue/${kind}/${encodeURIComponent(about)}`);
    const answer = await request(path, createCall('PATCH', notes));
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  const merge = async (into: string) => {
    setUnseen(names.some((other) => other.name === into) ? null : into);
    if (names.some((other) => other.name === into)) await note(name, { mergedInto: into });
  };
  return (
    <details>
      <summary>
        <b>{name}</b>{' '}
        <span class="soft">
          {formatCounted(count, 'hit')}, last {formatDate(formatLocalDate(lastSeen, timeZone))}
        </span>{' '}
        {hidden && <span class="tag">hidden</span>}{' '}
        {merged.length > 0 && (
          <span class="tag">{formatCounted(merged.length, 'name')} merged</span>
        )}
        {description && <span class="soft noted-words">{description}</span>}
      </summary>
      {problem && <ProblemNote problem={problem} />}
      <Description
        name={name}
        description={description ?? ''}
        save={(description) => note(name, { description: description || null })}
      />
      <div class="tools">
        <button
          type="button"
          class="button button-small"
          aria-label={`${hidden ? 'Show' : 'Hide'} ${name}`}
          onClick={() => note(name, { hidden: !hidden })}
        >
          {hidden ? 'Show' : 'Hide'}
        </button>
        <Named word="Merge into">
          <NamePicker
            label={`Merge ${name} into`}
            value=""
            names={names.filter((other) => other.name !== name)}
            hint="Another name…"
            choose={(into) => into && merge(into)}
          />
        </Named>
      </div>
      {unseen !== null && (
        <p role="status">
          No hit was ever sent as “{unseen}”.{' '}
          <button
            type="button"
            class="link"
            onClick={async () => {
              await note(name, { mergedInto: unseen, confirm: true });
              setUnseen(null);
            }}
          >
            Merge {name} into it anyway
          </button>{' '}
          or{' '}
          <button type="button" class="link" onClick={() => setUnseen(null)}>
            cancel
          </button>
          .
        </p>
      )}
      {merged.map((other) => (
        <p key={other}>
          “{other}” is merged into this name.{' '}
          <button type="button" class="link" onClick={() => note(other, { mergedInto: null })}>
            Unmerge {other}
          </button>
        </p>
      ))}
    </details>
  );
};

const Description = ({
  name,
  description,
  save,
}: {
  name: string;
  description: string;
  save: (description: string) => void;
}) => {
  const [text, setText] = useState(description);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save(text.trim());
      }}
    >
      <TextField label={`What ${name} means`} value={text} change={setText} />
      <button type="submit" class="button button-small" disabled={text.trim() === description}>
        Save description
      </button>
    </form>
  );
};
