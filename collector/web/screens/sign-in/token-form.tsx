import { useState } from 'preact/hooks';
import { createPost, type Problem, request } from '../../api/request.js';
import { ProblemNote } from '../../parts/problem-note.js';

/** The way in for whoever has an admin token and no terminal. */
export const TokenForm = () => {
  const [problem, setProblem] = useState<Problem | null>(null);

  const signIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget as HTMLFormElement).get('token');
    const answer = await request('/api/session', createPost({ token }));
    if ('problem' in answer) setProblem(answer.problem);
    else location.reload();
  };

  return (
    <details class="token">
      <summary>Sign in with an admin token</summary>
      <form class="tools" onSubmit={signIn}>
        <input
          class="search"
          type="password"
          name="token"
          aria-label="Admin token"
          autocomplete="current-password"
          required
        />
        <button type="submit" class="button">
          Sign in
        </button>
      </form>
      {problem && <ProblemNote problem={problem} />}
    </details>
  );
};
