import { useState } from 'preact/hooks';
import type { IdentityLink } from '../../api/types.js';
import { Confirm } from '../../parts/confirm.js';
import { CheckField } from '../../parts/fields.js';
import { formatCounted } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import { formatSender, SOURCES } from './link-line.js';
import { findReasons, type Reason } from './reasons.js';

const formatReason = ({ link, other }: Reason, isFirst: boolean): string => {
  if (isFirst) return 'first identity';
  if (!link) return 'no link';
  return `${SOURCES[link.source]} with ${formatIdentity(other!)}, ${formatSender(link)}`;
};

/** A person's identities with why they belong together and who said so; whoever erases chooses among them. */
export const EraseChoice = ({
  identity,
  identities,
  links,
  act,
}: {
  identity: string;
  identities: readonly string[];
  links: readonly IdentityLink[];
  act: (chosen: string[]) => Promise<void>;
}) => {
  const [kept, setKept] = useState<readonly string[]>([]);
  const chosen = identities.filter((one) => !kept.includes(one));
  return (
    <>
      <fieldset class="erase-choice">
        <legend>Identities to erase</legend>
        {findReasons(identity, identities, links).map((reason, at) => {
          const one = reason.identity;
          return (
            <CheckField
              key={one}
              label={`${formatIdentity(one)}: ${formatReason(reason, at === 0)}`}
              checked={!kept.includes(one)}
              change={(goes) =>
                setKept(goes ? kept.filter((each) => each !== one) : [...kept, one])
              }
            />
          );
        })}
      </fieldset>
      {chosen.length > 0 && (
        <Confirm
          offer="Erase"
          question={`Erase ${formatCounted(chosen.length, 'identity', 'identities')} of this person?`}
          consequence="This cannot be undone, except from an earlier backup."
          act={() => act(chosen)}
        />
      )}
    </>
  );
};
