import { useState } from 'preact/hooks';

/** Asks for the next page, once at a time. */
export const MoreButton = ({ label, more }: { label: string; more: () => Promise<void> }) => {
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    await more();
    setBusy(false);
  };
  return (
    <p class="more">
      <button type="button" class="button" disabled={busy} onClick={ask}>
        {busy ? 'Loading…' : label}
      </button>
    </p>
  );
};
