/** Said beside numbers while hits are being read by names that were changed a moment ago. */
export const Recalculating = ({ answer }: { answer: { recalculating?: true } }) =>
  answer.recalculating ? (
    <p class="card" role="status">
      The names of this site changed. Its hits are being recalculated; until then, some revenue and
      names count as before.
    </p>
  ) : null;
