import { request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { BASE } from '../../routes.js';
import { useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';
import type { Member } from '../team/types.js';
import { FirstOwner } from './first-owner.js';
import { NameCard } from './name-card.js';
import { type Passkey, PasskeysCard } from './passkeys-card.js';
import { PasswordCard } from './password-card.js';
import { SecondFactorCard } from './second-factor-card.js';
import '../settings/settings.css';
import '../team/team.css';

interface Session {
  id: string;
  device: string;
  created: string | null;
  lastUsed: string;
  expires: string;
  current: boolean;
}

/** What is told of whoever is signed in. */
export interface AccountAnswer {
  user: Member | null;
  canCreateOwner: boolean;
  passkeys: Passkey[];
  sessions: Session[];
}

/** One's own name, ways to sign in, and where one is signed in. */
export const Account = () => {
  const { value, problem, retry } = useAnswer<AccountAnswer>('/api/account');
  return (
    <Screen title="Your account">
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value?.canCreateOwner && <FirstOwner />}
      {value && !value.user && !value.canCreateOwner && (
        <p class="card">
          You are signed in with a token or a sign-in link, not with an account of your own. Ask an
          owner to invite you, or invite yourself in <a href={`${BASE}~team`}>Team</a>.
        </p>
      )}
      {value?.user && (
        <>
          <NameCard user={value.user} reload={retry} />
          <PasswordCard hasPassword={value.user.ways.includes('password')} reload={retry} />
          <PasskeysCard passkeys={value.passkeys} reload={retry} />
          <SecondFactorCard isSet={value.user.secondFactor} reload={retry} />
          <Sessions sessions={value.sessions} reload={retry} />
        </>
      )}
    </Screen>
  );
};

const Sessions = ({ sessions, reload }: { sessions: Session[]; reload: () => void }) => {
  const timeZone = useTimeZone();
  const end = async (id: string) => {
    await request(`/api/account/sessions/${id}`, { method: 'DELETE' });
    reload();
  };
  const endAll = async () => {
    await request('/api/account/sessions', { method: 'DELETE' });
    location.assign(BASE);
  };
  return (
    <section class="card" aria-labelledby="own-sessions">
      <h2 id="own-sessions">Where you are signed in</h2>
      <FigureTable
        columns={[
          'Device',
          { title: 'Since', words: true },
          { title: 'Last used', words: true },
          { title: 'Ends', words: true },
          { title: 'Sign out', words: true },
        ]}
        rows={sessions.map(({ id, device, created, lastUsed, expires, current }) => ({
          key: id,
          head: current ? `${device} (this one)` : device || 'Unknown program',
          cells: [
            created ? formatMoment(created, timeZone) : '',
            formatMoment(lastUsed, timeZone),
            formatMoment(expires, timeZone),
            current ? (
              ''
            ) : (
              <button
                key="end"
                type="button"
                class="button button-small"
                aria-label={`Sign out ${device}`}
                onClick={() => end(id)}
              >
                Sign out
              </button>
            ),
          ],
        }))}
      />
      <p>
        <Confirm
          offer="Sign out everywhere"
          question="Sign out of all your browsers, including this one?"
          consequence="You can sign in again."
          act={endAll}
        />
      </p>
    </section>
  );
};
