import { CodeBlock } from '../../parts/code-block.js';
import type { EntryLink } from './types.js';

/** A link that was made just now, to be copied. */
export const EntryLinkNote = ({ made, name }: { made: EntryLink; name: string }) => (
  <div role="status" class="note">
    <p>
      {made.sent ? 'Sent by e-mail. Or copy' : 'Copy'} this link for {name}; it is shown this once,
      works once, and {made.kind === 'invitation' ? 'for 7 days' : 'for 30 minutes'}.
    </p>
    <CodeBlock code={made.link} label={`Link for ${name}`} />
  </div>
);
