import type { Problem } from '../api/request.js';

/** An error in place: what happened, what was kept, what to do. */
export const ProblemNote = ({ problem, retry }: { problem: Problem; retry?: () => void }) => (
  <div class="note note-problem" role="alert">
    <p>
      <strong>{problem.happened}</strong>
    </p>
    <p>
      {problem.kept} {problem.next}
    </p>
    {retry && (
      <button type="button" class="button" onClick={retry}>
        Try again
      </button>
    )}
  </div>
);
