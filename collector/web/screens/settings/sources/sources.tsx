import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../../api/request.js';
import { useAnswer } from '../../../api/use-answer.js';
import { CodeBlock } from '../../../parts/code-block.js';
import { Confirm } from '../../../parts/confirm.js';
import { SelectField, TextField } from '../../../parts/fields.js';
import { ProblemNote } from '../../../parts/problem-note.js';
import { useSite, useTimeZone } from '../../../site-context.js';
import { formatMoment } from '../../../text/format.js';
import { SigningSecret } from './signing-secret.js';
import { formatMissing, type Source } from './source.js';
import { SourceMapping } from './source-mapping.js';

const KINDS: [kind: Source['kind'], words: string][] = [
  ['stripe', 'Stripe: charges, refunds, subscriptions'],
  ['webhook', 'Webhook: any service that sends JSON'],
];

/** Services that send events, each to an address of its own. */
export const Sources = () => {
  const { key } = useSite();
  const { value, problem, retry } = useAnswer<{ sources: Source[] }>(
    formatSitePath(key, 'sources'),
  );
  return (
    <section class="card settings" aria-labelledby="sources">
      <h2 id="sources">Sources</h2>
      <p class="soft">
        Services that send events to kmq, such as Stripe. Libraries of Segment and RudderStack need
        no source: set their host to this collector, and their write key to the key of the site.
      </p>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value?.sources.map((source) => (
        <SourceCard key={source.id} source={source} reload={retry} />
      ))}
      {value && <NewSource reload={retry} />}
    </section>
  );
};

const SourceCard = ({ source, reload }: { source: Source; reload: () => void }) => {
  const { key } = useSite();
  const timeZone = useTimeZone();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { id, kind, name, url, lastReceived, lastProblem } = source;
  const missing = formatMissing(source);
  // What is done last stays in sight.
  const [isOpen] = useState(missing !== '');
  const remove = async () => {
    const answer = await request(formatSitePath(key, `sources/${id}`), { method: 'DELETE' });
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  return (
    <details class="source" open={isOpen}>
      <summary>
        {name}{' '}
        <span class="soft">
          {missing ||
            `Last received: ${lastReceived ? formatMoment(lastReceived, timeZone) : 'never'}`}
        </span>
      </summary>
      <p>
        {kind === 'stripe'
          ? 'In Stripe, under Developers, Webhooks, add an endpoint with this address:'
          : 'Have the service send JSON to this address by POST. Anyone who knows the address can send events; keep it secret.'}
      </p>
      <CodeBlock code={url} label={`Address of ${name}`} />
      {lastProblem && (
        <p class="reason" role="alert">
          The last request recorded nothing: {lastProblem}
        </p>
      )}
      {kind === 'stripe' && <SigningSecret source={source} reload={reload} />}
      {kind === 'webhook' && <SourceMapping source={source} reload={reload} />}
      {problem && <ProblemNote problem={problem} />}
      <Confirm
        offer="Remove source"
        label={`Remove source ${name}`}
        question={`Remove “${name}”?`}
        consequence="Its requests are refused at once. Hits it has already sent stay."
        act={remove}
      />
    </details>
  );
};

const NewSource = ({ reload }: { reload: () => void }) => {
  const { key } = useSite();
  const [kind, setKind] = useState<Source['kind']>('stripe');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const answer = await request<Source>(
      formatSitePath(key, 'sources'),
      createPost({ kind, name: name.trim() }),
    );
    setProblem('problem' in answer ? answer.problem : null);
    if ('problem' in answer) return;
    setName('');
    reload();
  };
  return (
    <form onSubmit={add}>
      <SelectField
        label="Service"
        value={kind}
        options={KINDS}
        change={(value) => setKind(value as Source['kind'])}
      />
      <TextField label="Name of the source" value={name} change={setName} />
      {problem && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim()}>
          Add source
        </button>
      </div>
    </form>
  );
};
