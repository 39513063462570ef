import type { Identity } from '../../api/types.js';
import { useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';
import { formatVisitorName } from '../../text/person-name.js';

/** Every identity the person has come under. */
export const Identities = ({ identities }: { identities: Identity[] }) => {
  const timeZone = useTimeZone();
  return (
    <section class="card" aria-labelledby="identities">
      <h2 id="identities">Identities</h2>
      <ul class="identities">
        {identities.map(({ identity, kind, firstSeen }) => (
          <li key={identity}>
            {kind === 'named' ? (
              <span class="identity">{identity}</span>
            ) : (
              <span class="identity" title={identity}>
                {formatVisitorName(identity)}
              </span>
            )}
            <span class={`tag tag-${kind}`}>{kind}</span>
            <span class="soft">since {formatMoment(firstSeen, timeZone)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
