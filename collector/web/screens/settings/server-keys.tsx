import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';
import { RevocableTable } from './revocable-table.js';

interface ServerKey {
  id: string;
  name: string;
  created: string;
  lastUsed: string | null;
}

/** The secret keys with which the site's own servers prove who they are. */
export const ServerKeys = () => {
  const { key, name } = useSite();
  const { value, problem, retry } = useAnswer<{ serverKeys: ServerKey[] }>(
    formatSitePath(key, 'server-keys'),
  );
  return (
    <section class="card settings" aria-labelledby="server-keys">
      <h2 id="server-keys">Server keys of {name}</h2>
      <p class="soft">
        A server key proves that a hit comes from your own server. Your server sends it as _k, in
        place of the site’s public key. Keep it secret: never put it into a page.
      </p>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && value.serverKeys.length > 0 && (
        <RevocableTable
          rows={value.serverKeys}
          path={formatSitePath(key, 'server-keys')}
          consequence="Hits sent with this key are refused at once. Hits already sent stay."
          reload={retry}
        />
      )}
      {value && <NewKey reload={retry} />}
    </section>
  );
};

const NewKey = ({ reload }: { reload: () => void }) => {
  const site = useSite();
  const [name, setName] = useState('');
  const [made, setMade] = useState<(ServerKey & { serverKey: string }) | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const make = async (event: Event) => {
    event.preventDefault();
    const path = formatSitePath(site.key, 'server-keys');
    const answer = await request<ServerKey & { serverKey: string }>(
      path,
      createPost({ name: name.trim() }),
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
  return (
    <form onSubmit={make}>
      {made && (
        <div role="status">
          <p>“{made.name}” is shown only once, since only a hash of it is stored. Copy it now.</p>
          <CodeBlock code={made.serverKey} label="The new server key" />
        </div>
      )}
      <TextField
        label="Name of the server"
        value={name}
        problem={problem?.field === 'name' ? problem.happened : ''}
        change={setName}
      />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim()}>
          Create server key
        </button>
      </div>
    </form>
  );
};
