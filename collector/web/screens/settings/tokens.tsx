import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { Confirm } from '../../parts/confirm.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { BASE } from '../../routes.js';
import { Moment, RevocableTable } from './revocable-table.js';

interface Token {
  id: string;
  name: string;
  scope: string;
  /** Keys; null: all. */
  sites: string[] | null;
  created: string;
  expires: string | null;
  lastUsed: string | null;
}

const SCOPES = [
  ['metrics', 'metrics: only /metrics'],
  ['read', 'read: reports, people, exports'],
  ['write', 'write: also saved reports, links, notes'],
  ['admin', 'admin: everything'],
] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** In how many days it expires; `0`: never. */
const LIFETIMES = [
  ['0', 'never'],
  ['7', 'in 7 days'],
  ['90', 'in 90 days'],
  ['365', 'in a year'],
] as const;

/** Who may use the API, where, and for what; and a way to sign everyone out. */
export const Tokens = () => {
  const { value, problem, retry } = useAnswer<{ tokens: Token[] }>('/api/tokens');
  return (
    <>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && <TokenTable tokens={value.tokens} reload={retry} />}
      <NewToken reload={retry} />
      <SignOutEverywhere />
    </>
  );
};

const SignOutEverywhere = () => {
  const [problem, setProblem] = useState<Problem | null>(null);
  const signOut = async () => {
    const answer = await request('/api/sessions', { method: 'DELETE' });
    if ('problem' in answer) setProblem(answer.problem);
    else location.assign(BASE);
  };
  return (
    <section class="card" aria-labelledby="sessions">
      <h2 id="sessions">Signed in to the app</h2>
      {problem && <ProblemNote problem={problem} />}
      <p class="soft">
        People who signed in with a token are signed out when it is revoked or expires.
      </p>
      <Confirm
        offer="Sign out everywhere"
        question="Sign out all browsers, including this one?"
        consequence="Sign-in links that were not used stop working, too. Tokens stay."
        act={signOut}
      />
    </section>
  );
};

const TokenTable = ({ tokens, reload }: { tokens: Token[]; reload: () => void }) => (
  <section class="card" aria-labelledby="tokens">
    <h2 id="tokens">API tokens</h2>
    {tokens.length === 0 ? (
      <p class="soft">Only the operator’s token (KMQ_TOKEN), which cannot be revoked here.</p>
    ) : (
      <RevocableTable
        rows={tokens}
        path="/api/tokens"
        columns={[
          { title: 'Scope', cellOf: ({ scope }) => scope },
          { title: 'Sites', cellOf: ({ sites }) => sites?.join(', ') ?? 'all' },
          { title: 'Expires', cellOf: ({ expires }) => <Moment at={expires} /> },
        ]}
        consequence="Everything that uses it loses access at once; people who signed in with it are signed out."
        reload={reload}
      />
    )}
  </section>
);

const NewToken = ({ reload }: { reload: () => void }) => {
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const [site, setSite] = useState('');
  const [days, setDays] = useState('0');
  const sites = useAnswer<{ sites: { key: string; name: string }[] }>('/api/sites').value?.sites;
  const [made, setMade] = useState<(Token & { token: string }) | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const make = async (event: Event) => {
    event.preventDefault();
    const answer = await request<Token & { token: string }>(
      '/api/tokens',
      createPost({
        name: name.trim(),
        scope,
        sites: site && scope !== 'metrics' ? [site] : null,
        expires: days === '0' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      }),
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
      <h2 id="new-token">New token</h2>
      {made && (
        <div role="status">
          <p>“{made.name}” is shown only once, since only a hash of it is stored. Copy it now.</p>
          <CodeBlock code={made.token} label="New token" />
        </div>
      )}
      <TextField label="Token name" value={name} problem={wrong('name')} change={setName} />
      <SelectField
        label="Scope"
        value={scope}
        options={SCOPES}
        problem={wrong('scope')}
        change={setScope}
      />
      {scope !== 'metrics' && (
        <SelectField
          label="Site"
          value={site}
          options={[
            ['', 'all sites'],
            ...(sites ?? []).map(({ key, name }) => [key, `${name} (${key})`] as const),
          ]}
          problem={wrong('sites')}
          change={setSite}
        />
      )}
      <SelectField
        label="Expires"
        value={days}
        options={LIFETIMES}
        problem={wrong('expires')}
        change={setDays}
      />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim()}>
          Create token
        </button>
      </div>
    </form>
  );
};
