import type { ComponentChildren } from 'preact';
import { ProblemNote } from '../../parts/problem-note.js';
import type { Draft } from './use-settings.js';

/** Some settings that are saved together. */
export const SettingsCard = ({
  id,
  title,
  draft,
  fields,
  children,
}: {
  id: string;
  title: string;
  draft: Draft;
  /** Those that show their own problem. */
  fields: string[];
  children: ComponentChildren;
}) => {
  const { changed, saved, problem, problemOf, save } = draft;
  return (
    <form
      class="card settings"
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
      {problem && !fields.some(problemOf) && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!changed}>
          Save
        </button>
        <span class="soft" role="status">
          {saved && 'Saved.'}
          {problem && changed && 'Not saved.'}
        </span>
      </div>
    </form>
  );
};
