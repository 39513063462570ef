import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from '../../api/request.js';
import { CodeBlock } from '../../parts/code-block.js';
import { ProblemNote } from '../../parts/problem-note.js';

/** How to come back, and how others get in: by a link of the server, or by a token. A team with accounts goes here. */
export const AccessStep = ({ back, next }: { back: () => void; next: () => void }) => (
  <>
    <section class="card" aria-labelledby="by-link">
      <h2 id="by-link">A link from the server</h2>
      <p>
        This browser stays signed in for 30 days. For every other browser and person, run this on
        the server; it prints a link that works once.
      </p>
      <CodeBlock code="kmq-collector login-link" label="Command that prints a sign-in link" />
      <p class="soft">
        In a clone: <code>npm run login-link</code>.
      </p>
    </section>
    <section class="card" aria-labelledby="by-token">
      <h2 id="by-token">An admin token</h2>
      <p>
        For people who cannot use a terminal of the server. Whoever has it may do everything, so
        keep it in a password manager. Tokens can be revoked in Settings.
      </p>
      <AdminToken />
    </section>
    <div class="tools">
      <button type="button" class="button" onClick={back}>
        Back
      </button>
      <button type="button" class="button button-main" onClick={next}>
        Continue
      </button>
    </div>
  </>
);

const AdminToken = () => {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);

  const create = async () => {
    const body = { name: 'First admin', scope: 'admin' };
    const answer = await request<{ token: string }>('/api/tokens', createPost(body));
    if ('problem' in answer) setProblem(answer.problem);
    else setToken(answer.value.token);
  };

  return (
    <div role="status">
      {token ? (
        <>
          <p>
            <strong>Copy it now; it is not shown again.</strong>
          </p>
          <CodeBlock code={token} label="Admin token" />
        </>
      ) : (
        <button type="button" class="button" onClick={create}>
          Create an admin token
        </button>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
};
