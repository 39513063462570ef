import type { ComponentChildren } from 'preact';

/** A word in front of a field that has a label of its own. */
export const Named = ({ word, children }: { word: string; children: ComponentChildren }) => (
  <div class="choice">
    <span class="soft" aria-hidden="true">
      {word}
    </span>
    {children}
  </div>
);
