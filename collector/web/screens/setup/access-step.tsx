import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';

/** What the API tells of whoever is signed in, as far as this step reads it. */
interface Account {
  user: { name: string; email: string } | null;
  /** Signed in by a link, while there is no owner yet. */
  canCreateOwner: boolean;
}

/** The first user: an owner with a password, made by whoever came by the printed link. */
export const AccessStep = ({ back, next }: { back: () => void; next: () => void }) => {
  const { value: account, problem, retry } = useAnswer<Account>('/api/account');
  return (
    <>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {account?.canCreateOwner && <Owner next={next} />}
      {account?.user && (
        <p class="card">
          You are signed in as {account.user.name} ({account.user.email}).
        </p>
      )}
      <section class="card" aria-labelledby="by-link">
        <h2 id="by-link">Without a password</h2>
        <p>
          This command, run on the server, prints a link that signs in once. It also helps when a
          password is lost.
        </p>
        <CodeBlock code="kmq-collector login-link" label="Command that prints a sign-in link" />
        <p class="soft">
          In a clone: <code>npm run login-link</code>.
        </p>
      </section>
      <div class="tools">
        <button type="button" class="button" onClick={back}>
          Back
        </button>
        {/* What it is called depends on the answer: it must not change under the pointer. */}
        {(account || problem) && (
          <button
            type="button"
            class={account?.canCreateOwner ? 'button' : 'button button-main'}
            onClick={next}
          >
            {account?.canCreateOwner ? 'Continue without an account' : 'Continue'}
          </button>
        )}
      </div>
    </>
  );
};

const FIELDS = ['name', 'email', 'password'] as const;

const Owner = ({ next }: { next: () => void }) => {
  const [draft, setDraft] = useState({ name: '', email: '', password: '' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes });
  const problemOf = (field: string) => (problem?.field === field ? problem.happened : '');

  const create = async (event: Event) => {
    event.preventDefault();
    const body = { ...draft, name: draft.name.trim(), email: draft.email.trim() };
    const answer = await request('/api/account/owner', createPost(body));
    if ('problem' in answer) setProblem(answer.problem);
    else next();
  };

  return (
    <form class="card settings" aria-labelledby="owner" onSubmit={create}>
      <h2 id="owner">Your account</h2>
      <p>You become the owner of this collector, and can invite your team later.</p>
      <TextField
        label="Your name"
        autocomplete="name"
        value={draft.name}
        problem={problemOf('name')}
        change={(name) => change({ name })}
      />
      <TextField
        label="E-mail address"
        type="email"
        autocomplete="username"
        value={draft.email}
        problem={problemOf('email')}
        change={(email) => change({ email })}
      />
      <TextField
        label="Password"
        type="password"
        autocomplete="new-password"
        hint="At least 12 characters; a few words are fine."
        value={draft.password}
        problem={problemOf('password')}
        change={(password) => change({ password })}
      />
      {problem && !FIELDS.some(problemOf) && <ProblemNote problem={problem} />}
      <div class="tools">
        <button
          type="submit"
          class="button button-main"
          disabled={!FIELDS.every((field) => draft[field].trim())}
        >
          Create the account
        </button>
      </div>
    </form>
  );
};
