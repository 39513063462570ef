import type { IdentityLink } from '../../api/types.js';
import { useTimeZone } from '../../site-context.js';
import { toMoment } from '../../text/format.js';
import { toShownIdentity } from '../../text/shown-identity.js';
import { foldLinks } from './fold-links.js';

const SOURCES: Record<IdentityLink['source'], string> = {
  i: 'identify',
  a: 'alias',
  f: 'a form field',
  u: 'an address with kmi',
};

const STATES: Record<IdentityLink['state'], string> = {
  joined: 'joined',
  refused: 'refused: it would make two named people one',
  held: 'held: too many identities for one person',
  placeholder: 'refused: not a person’s identity',
  unlinked: 'taken away by hand',
};

/** Why this is one person: every link between two identities, with its source and its fate. */
export const Links = ({ links }: { links: IdentityLink[] }) => {
  const timeZone = useTimeZone();
  if (links.length === 0) return null;
  return (
    <section class="card" aria-labelledby="links">
      <h2 id="links">Why one person?</h2>
      <ul class="identities">
        {foldLinks(links).map(({ id, a, b, source, time, state, times }) => (
          <li key={id}>
            <span class="identity" title={`${a} ${b}`}>
              {toShownIdentity(a)} = {toShownIdentity(b)}
            </span>
            <span class="soft">
              by {SOURCES[source]}, {toMoment(time, timeZone)}
              {times > 1 && `, said ${times} times`}
            </span>
            {state !== 'joined' && <span class="reason">{STATES[state]}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};
