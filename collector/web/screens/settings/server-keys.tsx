import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { Confirm } from '../../parts/confirm.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';

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
        <KeyTable serverKeys={value.serverKeys} reload={retry} />
      )}
      {value && <NewKey reload={retry} />}
    </section>
  );
};

const KeyTable = ({ serverKeys, reload }: { serverKeys: ServerKey[]; reload: () => void }) => {
  const site = useSite();
  const timeZone = useTimeZone();
  const [problem, setProblem] = useState<Problem | null>(null);
  const revoke = async (id: string) => {
    const answer = await request(formatSitePath(site.key, `server-keys/${id}`), {
      method: 'DELETE',
    });
    setProblem('problem' in answer ? answer.problem : null);
    reload();
  };
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      <FigureTable
        columns={[
          'Name',
          { title: 'Made', words: true },
          { title: 'Last used', words: true },
          { title: 'Revoke', words: true },
        ]}
        rows={serverKeys.map(({ id, name, created, lastUsed }) => ({
          key: id,
          head: name,
          cells: [
            formatMoment(created, timeZone),
            lastUsed ? formatMoment(lastUsed, timeZone) : 'never',
            <Confirm
              key="revoke"
              offer="Revoke"
              label={`Revoke ${name}`}
              question={`Revoke “${name}”?`}
              consequence="Hits that a server sends with it are refused at once. What it has sent stays."
              act={() => revoke(id)}
            />,
          ],
        }))}
      />
    </>
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
          <p>“{made.name}” is shown this once: only a hash of it is kept. Copy it now.</p>
          <CodeBlock code={made.serverKey} label="The new server key" />
        </div>
      )}
      <TextField
        label="Which server it is for"
        value={name}
        problem={problem?.field === 'name' ? problem.happened : ''}
        change={setName}
      />
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!name.trim()}>
          Make server key
        </button>
      </div>
    </form>
  );
};
