/** Said beside numbers while hits are being read by names that were changed a moment ago. */
export const Recalculating = ({ answer }: { answer: { recalculating?: true } }) =>
  answer.recalculating ? (
    <p class="card" role="status">
      The names of this site were changed: its hits are being read anew, and until then some revenue
      and some names count as before.
    </p>
  ) : null;
