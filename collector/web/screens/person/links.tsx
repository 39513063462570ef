import { useState } from 'preact/hooks';
import type { IdentityLink } from '../../api/types.js';
import { foldLinks } from './fold-links.js';
import { LinkLine } from './link-line.js';

/** Why this is one person: every link between two identities, with its source and its fate. */
export const Links = ({ links, reload }: { links: IdentityLink[]; reload: () => void }) => {
  const [said, setSaid] = useState('');
  if (links.length === 0) return null;
  const tell = (words: string) => {
    setSaid(words);
    reload();
  };
  return (
    <section class="card" aria-labelledby="links">
      <h2 id="links">Why one person?</h2>
      <ul class="identities">
        {foldLinks(links).map((link) => (
          <LinkLine key={link.id} link={link} tell={tell} />
        ))}
      </ul>
      <p class="said" role="status">
        {said}
      </p>
    </section>
  );
};
