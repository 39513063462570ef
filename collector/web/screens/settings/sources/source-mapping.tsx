import { useState } from 'preact/hooks';
import {
  createCall,
  createPost,
  formatSitePath,
  type Problem,
  request,
} from '../../../api/request.js';
import { useAnswer } from '../../../api/use-answer.js';
import { SelectField, TextField } from '../../../parts/fields.js';
import { ProblemNote } from '../../../parts/problem-note.js';
import { useSite } from '../../../site-context.js';
import type { Mapping, Source } from './source.js';

interface Received {
  members: { path: string; value: string }[];
}
type Preview =
  | { problem: string }
  | { hit: { name: string; person: string; properties: Record<string, string> } };

const USES: [use: string, words: string][] = [
  ['none', 'Leave out'],
  ['property', 'Property'],
  ['_p', 'Person'],
  ['_n', 'Event'],
  ['_t', 'Time'],
  ['_i', 'Id, to tell repeats'],
];

/** What is shown of a value beside its path. */
const EXAMPLE_LENGTH = 40;

/** `data.customer.plan_name` → `plan_name`: what a property is called first. */
const suggestName = (path: string): string => path.split('.').at(-1)!.replace(/^_+/, '') || path;

/** The mapping of a webhook, made on the last example that it has sent. */
export const SourceMapping = ({ source, reload }: { source: Source; reload: () => void }) => {
  const { key } = useSite();
  const path = formatSitePath(key, `sources/${source.id}`);
  const { value, retry } = useAnswer<{ received: Received[] }>(`${path}/received`);
  const members = value?.received.find((each) => each.members.length)?.members ?? [];
  const known = members.map((member) => member.path);
  // What an earlier example had and this one has not stays mapped.
  const rows = [
    ...members,
    ...Object.keys(source.mapping?.fields ?? {})
      .filter((each) => !known.includes(each))
      .map((each) => ({ path: each, value: '' })),
  ];
  return (
    <>
      {value && rows.length === 0 && (
        <p role="status">
          Nothing has been received since the collector started. Have the service send one event,
          then choose here what each part of it is.{' '}
          <button
            type="button"
            class="button"
            onClick={() => {
              retry();
              reload();
            }}
          >
            Look again
          </button>
        </p>
      )}
      {rows.length > 0 && <MappingForm source={source} path={path} rows={rows} reload={reload} />}
    </>
  );
};

const MappingForm = ({
  source,
  path,
  rows,
  reload,
}: {
  source: Source;
  path: string;
  rows: Received['members'];
  reload: () => void;
}) => {
  const [fields, setFields] = useState<Record<string, string>>(source.mapping?.fields ?? {});
  const [event, setEvent] = useState(source.mapping?.event ?? '');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState(false);
  const names = Object.values(fields);
  const mapping: Mapping = {
    fields,
    ...(event.trim() && !names.includes('_n') ? { event: event.trim() } : {}),
  };

  const choose = (member: string, use: string) => {
    const { [member]: _, ...others } = fields;
    setSaved(false);
    setPreview(null);
    if (use === 'none') setFields(others);
    else setFields({ ...others, [member]: use === 'property' ? suggestName(member) : use });
  };
  const tryOut = async () => {
    const answer = await request<Preview>(`${path}/preview`, createPost({ mapping }));
    setProblem('problem' in answer ? answer.problem : null);
    setPreview('value' in answer ? answer.value : null);
  };
  const save = async (submitted: Event) => {
    submitted.preventDefault();
    const answer = await request(path, createCall('PATCH', { mapping }));
    setProblem('problem' in answer ? answer.problem : null);
    setSaved('value' in answer);
    if ('value' in answer) reload();
  };
  return (
    <form onSubmit={save}>
      <h3>What each part of an event is</h3>
      {rows.map(({ path: member, value }) => {
        const use = fields[member] ?? 'none';
        const isProperty = use !== 'none' && use[0] !== '_';
        return (
          <div key={member} class="source-member">
            <SelectField
              label={value ? `${member} (${value.slice(0, EXAMPLE_LENGTH)})` : member}
              value={isProperty ? 'property' : use}
              options={USES}
              change={(chosen) => choose(member, chosen)}
            />
            {isProperty && (
              <TextField
                label={`Property of ${member}`}
                value={use}
                change={(name) => setFields({ ...fields, [member]: name })}
              />
            )}
          </div>
        );
      })}
      {!names.includes('_n') && (
        <TextField label="Record everything as this event" value={event} change={setEvent} />
      )}
      {problem && <ProblemNote problem={problem} />}
      {preview && <Shown preview={preview} />}
      <div class="tools">
        <button type="button" class="button" onClick={tryOut}>
          Preview
        </button>
        <button type="submit" class="button button-main">
          Save mapping
        </button>
        <span class="soft" role="status">
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  );
};

const Shown = ({ preview }: { preview: Preview }) =>
  'problem' in preview ? (
    <p class="reason" role="alert">
      {preview.problem}
    </p>
  ) : (
    <p role="status">
      {preview.hit.person} did “{preview.hit.name}”
      {Object.entries(preview.hit.properties).map(([name, value]) => `, ${name}: ${value}`)}.
    </p>
  );
