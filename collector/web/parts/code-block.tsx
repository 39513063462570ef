import { useState } from 'preact/hooks';

/** Long enough to be read, short enough to be ready for the next copy. */
const COPIED_MILLISECONDS = 2_000;

/** Code to copy as it stands. */
export const CodeBlock = ({ code, label }: { code: string; label: string }) => {
  const [said, setSaid] = useState('');

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setSaid('Copied');
    } catch {
      // Without https, browsers offer no clipboard: the code can still be selected.
      setSaid('Select the code and copy it');
    }
    setTimeout(() => setSaid(''), COPIED_MILLISECONDS);
  };

  return (
    <div class="code">
      <pre>
        <code>{code}</code>
      </pre>
      <div class="code-tools">
        <span role="status">{said}</span>
        <button type="button" class="button" aria-label={`Copy: ${label}`} onClick={copy}>
          Copy
        </button>
      </div>
    </div>
  );
};
