import { useState } from 'preact/hooks';
import { type Problem, request, toPost } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { Confirm } from '../../parts/confirm.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { FigureTable } from '../../report/figure-table.js';
import { useTimeZone } from '../../site-context.js';
import { toMoment } from '../../text/format.js';

interface Token {
  id: string;
  name: string;
  scope: string;
  created: string;
}

const SCOPES = [
  ['read', 'read: reports, people, exports'],
  ['write', 'write: and saved things, links, notes'],
  ['admin', 'admin: everything'],
] as const;

/** Who may use the API, and for what. */
export const Tokens = () => {
  const { value, problem, retry } = useAnswer<{ tokens: Token[] }>('/api/tokens');
  return (
    <>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && <TokenTable tokens={value.tokens} reload={retry} />}
      <NewToken reload={retry} />
    </>
  );
};

const TokenTable = ({ tokens, reload }: { tokens: Token[]; reload: () => void }) => {
  const timeZone = useTimeZone();
  const [problem, setProblem] = useState<Problem | null>(null);
  const revoke = async (id: string) => {
    const answer = await request(`/api/tokens/${id}`, { method: 'DELETE' });
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  return (
    <section class="card" aria-labelledby="tokens">
      <h2 id="tokens">Tokens of the API, for all sites</h2>
      {problem && <ProblemNote problem={problem} />}
      {tokens.length === 0 ? (
        <p class="soft">None but the operator’s own (KMQ_TOKEN), which cannot be revoked here.</p>
      ) : (
        <FigureTable
          columns={[
            'Name',
            { title: 'Scope', words: true },
            { title: 'Made', words: true },
            { title: 'Revoke', words: true },
          ]}
          rows={tokens.map(({ id, name, scope, created }) => ({
            key: id,
            head: name,
            cells: [
              scope,
              toMoment(created, timeZone),
              <Confirm
                key="revoke"
                offer="Revoke"
                label={`Revoke ${name}`}
                question={`Revoke “${name}”?`}
                consequence="Whatever uses it is turned away at once."
                act={() => revoke(id)}
              />,
            ],
          }))}
        />
      )}
    </section>
  );
};

const NewToken = ({ reload }: { reload: () => void }) => {
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const [made, setMade] = useState<(Token & { token: string }) | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const make = async (event: Event) => {
    event.preventDefault();
    const answer = await request<Token & { token: string }>(
      '/api/tokens',
      toPost({ name: name.trim(), scope }),
    );
    if ('problem' in answer) {
      setProblem(answer.problem);
      return;
    }
    setProblem(null);
    setMade(answer.value);
    setName('');
    reload();
  };
  const wrong = (field: string) => (problem?.field === field ? problem.happened : '');
  return (
    <form class="card settings" aria-labelledby="new-token" onSubmit={make}>
      <h2 id="new-token">A new token</h2>
      {made && (
        <div role="status">
          <p>“{made.name}” is shown this once: only a hash of it is kept. Copy it now.</p>
          <CodeBlock code={made.token} label="The new token" />
        </div>
      )}
      <TextField label="What it is for" value={name} problem={wrong('name')} change={setName} />
      <SelectField
        label="It may"
        value={scope}
        options={SCOPES}
        problem={wrong('scope')}
        change={setScope}
      />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim()}>
          Make token
        </button>
      </div>
    </form>
  );
};
