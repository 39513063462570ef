/** Takes one part of a list away. */
export const RemoveButton = ({ label, remove }: { label: string; remove: () => void }) => (
  <button
    type="button"
    class="button button-small"
    aria-label={`${label}: remove`}
    onClick={remove}
  >
    ✕
  </button>
);
