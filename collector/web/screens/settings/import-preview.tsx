import { useState } from 'preact/hooks';
import {
  createCall,
  createPost,
  formatSitePath,
  type Problem,
  request,
} from '../../api/request.js';
import { CheckField, TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { formatHref } from '../../routes.js';
import { useReloadSites, useSite } from '../../site-context.js';
import { formatCount, formatCounted } from '../../text/format.js';
import { ImportColumns, type PreviewColumn } from './import-columns.js';

interface PreviewName {
  name: string;
  hits: number;
  /** A name of the site that differs in case only. */
  suggested?: string;
}

export interface Preview {
  lines: number;
  /** All names are in lower case, as in exports of the original. */
  lowerCase?: boolean;
  hits: { event: number; set: number; alias: number };
  /** Lines that are there already. */
  repeated: number;
  rejected: number;
  rejections: Rejection[];
  events: PreviewName[];
  properties: PreviewName[];
  /** Of CSV. */
  columns?: PreviewColumn[];
}

/** A line that cannot be taken. */
export interface Rejection {
  line: number;
  /** In an archive. */
  file?: string;
  reason: string;
}

/** The lines that cannot be taken, or the first of them. */
export const Rejections = ({ rejections }: { rejections: Rejection[] }) =>
  rejections.length > 0 ? (
    <details>
      <summary>Lines that cannot be imported</summary>
      <ul>
        {rejections.map(({ line, file, reason }) => (
          <li key={`${file} ${line}`}>
            {file && `${file}, `}line {formatCount(line)}: {reason.replaceAll('_', ' ')}
          </li>
        ))}
      </ul>
    </details>
  ) : null;

type Names = Record<string, string>;

/** Names that are renamed; a name that stays is not said. */
export const withChosen = (found: PreviewName[], chosen: Names): Names =>
  Object.fromEntries(
    found.flatMap(({ name, suggested }) => {
      const read = (chosen[name] ?? suggested ?? name).trim();
      return read && read !== name ? [[name, read]] : [];
    }),
  );

/** What is in a file, how its names will be read, and the way on. */
export const ImportPreview = ({
  job,
  preview,
  started,
}: {
  job: string;
  preview: Preview;
  started: () => void;
}) => {
  const { key, foldNames } = useSite();
  const reloadSites = useReloadSites();
  const offersFolding = preview.lowerCase && !foldNames;
  const [folds, setFolds] = useState(true);
  const [events, setEvents] = useState<Names>({});
  const [properties, setProperties] = useState<Names>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const { lines, hits, repeated, rejected, rejections } = preview;
  const fresh = hits.event + hits.set + hits.alias - repeated;

  const start = async (event: Event) => {
    event.preventDefault();
    if (offersFolding && folds) {
      const set = await request(formatSitePath(key), createCall('PATCH', { foldNames: true }));
      if ('problem' in set) return setProblem(set.problem);
      reloadSites();
    }
    const answer = await request(
      formatSitePath(key, `jobs/${job}/start`),
      createPost({
        events: withChosen(preview.events, events),
        properties: withChosen(preview.properties, properties),
      }),
    );
    if ('problem' in answer) setProblem(answer.problem);
    else started();
  };
  return (
    <>
      {preview.columns && <ImportColumns job={job} columns={preview.columns} read={started} />}
      <form onSubmit={start}>
        <p>
          {formatCounted(lines, 'line')}: {formatCounted(hits.event, 'event')},{' '}
          {formatCounted(hits.set, 'set')}, {formatCounted(hits.alias, 'alias', 'aliases')}
          {rejected > 0 && `, and ${formatCount(rejected)} that cannot be imported`}.
        </p>
        {repeated > 0 && (
          <p>
            {formatCounted(repeated, 'line')} {repeated === 1 ? 'is' : 'are'} already there and{' '}
            {repeated === 1 ? 'is' : 'are'} not imported again, even under other names. To combine
            names, merge them under <a href={formatHref(key, 'settings', 'names')}>Names</a>.
          </p>
        )}
        <Rejections rejections={rejections} />
        {offersFolding && (
          <CheckField
            label="Names that differ only in case are the same name on this site"
            hint="All names in this file are lowercase, as Kissmetrics exports them; Kissmetrics ignored case. You can change this in Settings, Names."
            checked={folds}
            change={setFolds}
          />
        )}
        <NameFields title="Events" found={preview.events} chosen={events} choose={setEvents} />
        <NameFields
          title="Properties"
          found={preview.properties}
          chosen={properties}
          choose={setProperties}
        />
        {problem && <ProblemNote problem={problem} />}
        <p>
          <button type="submit" class="button button-main">
            Import {formatCounted(fresh, 'hit')}
          </button>
        </p>
      </form>
    </>
  );
};

const NameFields = ({
  title,
  found,
  chosen,
  choose,
}: {
  title: string;
  found: PreviewName[];
  chosen: Names;
  choose: (names: Names) => void;
}) => {
  const changed = Object.keys(withChosen(found, chosen)).length;
  if (found.length === 0) return null;
  return (
    <details open={found.some(({ suggested }) => suggested)}>
      <summary>
        {title}: {formatCounted(found.length, 'name')}
        {changed > 0 && `, ${changed} renamed`}
      </summary>
      {found.map(({ name, hits, suggested }) => (
        <TextField
          key={name}
          label={`${name} (${formatCounted(hits, 'hit')}) is imported as`}
          value={chosen[name] ?? suggested ?? name}
          change={(value) => choose({ ...chosen, [name]: value })}
        />
      ))}
    </details>
  );
};
