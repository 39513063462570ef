import { useState } from 'preact/hooks';
import { createPost, formatSitePath, type Problem, request } from '../../api/request.js';
import type { IdentityLink, Unlinked } from '../../api/types.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Only } from '../../session.js';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import type { FoldedLink } from './fold-links.js';
import { formatUnlinked } from './unlinked.js';

/** How two identities were linked. */
export const SOURCES: Record<IdentityLink['source'], string> = {
  i: 'identify',
  a: 'alias',
  f: 'a form field',
  u: 'an address with kmi',
};

/** Whether the sender of a link was authenticated. */
export const formatSender = ({ proven }: Pick<IdentityLink, 'proven'>): string => {
  if (proven === null) return 'sender not recorded';
  return proven ? 'sender authenticated' : 'sender not authenticated';
};

const STATES: Record<IdentityLink['state'], string> = {
  joined: 'joined',
  refused: 'refused: it would merge two named people',
  held: 'held: too many identities for one person',
  unproven: 'unproven: anyone could have sent it',
  placeholder: 'refused: not a person’s identity',
  unlinked: 'removed by hand',
};

/** One link between two identities, with the way to take it away. */
export const LinkLine = ({
  link,
  tell,
}: {
  link: FoldedLink;
  /** Hears what became of the two identities. */
  tell: (words: string) => void;
}) => {
  const timeZone = useTimeZone();
  const { a, b, source, time, state, times } = link;
  return (
    <li>
      <span class="identity" title={`${a} ${b}`}>
        {formatIdentity(a)} = {formatIdentity(b)}
      </span>
      <span class="soft">
        by {SOURCES[source]}, {formatMoment(time, timeZone)}
        {times > 1 && `, said ${times} times`}, {formatSender(link)}
      </span>
      {state !== 'joined' && <span class="reason">{STATES[state]}</span>}
      <Only least="analyst">
        {(state === 'held' || state === 'unproven') && <Approve link={link} tell={tell} />}
        {state !== 'unlinked' && <Unlink link={link} tell={tell} />}
      </Only>
    </li>
  );
};

const Approve = ({ link, tell }: { link: FoldedLink; tell: (words: string) => void }) => {
  const { key } = useSite();
  const [problem, setProblem] = useState<Problem | null>(null);
  const pair = `${formatIdentity(link.a)} and ${formatIdentity(link.b)}`;

  const approve = async () => {
    const path = formatSitePath(key, `people/links/${encodeURIComponent(link.id)}/approve`);
    const answer = await request(path, createPost({}));
    if ('problem' in answer) setProblem(answer.problem);
    else tell(`${pair} are one person now.`);
  };
  return (
    <>
      <Confirm
        offer="Approve"
        label={`Approve ${pair}`}
        question={`Are ${pair} one person?`}
        consequence={
          link.state === 'held'
            ? 'The link was held because one person rarely has so many identities.'
            : 'The sender is unknown: the link came without a server key.'
        }
        keep="Keep it waiting"
        act={approve}
      />
      {problem && <ProblemNote problem={problem} />}
    </>
  );
};

const Unlink = ({ link: { a, b }, tell }: { link: FoldedLink; tell: (words: string) => void }) => {
  const { key } = useSite();
  const [problem, setProblem] = useState<Problem | null>(null);
  const pair = `${formatIdentity(a)} and ${formatIdentity(b)}`;

  const unlink = async () => {
    const answer = await request<Unlinked>(
      formatSitePath(key, 'people/unlink'),
      createPost({ a, b }),
    );
    if ('problem' in answer) setProblem(answer.problem);
    else tell(formatUnlinked(a, b, answer.value));
  };
  return (
    <>
      <Confirm
        offer="Unlink"
        label={`Unlink ${pair}`}
        question={`Unlink ${pair}?`}
        consequence="Removes every link between exactly these two identities, later ones too."
        act={unlink}
      />
      {problem && <ProblemNote problem={problem} />}
    </>
  );
};
