import { useState } from 'preact/hooks';
import { createPost, request } from '../../api/request.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useForm } from './use-form.js';

interface Begun {
  secret: string;
  uri: string;
  /** A QR code as a path of squares. */
  qr: { path: string; size: number };
}

const QUIET = 4;

const QrCode = ({ qr: { path, size } }: { qr: Begun['qr'] }) => (
  <svg
    class="qr"
    role="img"
    aria-label="QR code for an authenticator app"
    viewBox={`${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`}
  >
    <path d={path} fill="currentColor" />
  </svg>
);

/** Sets up or removes the code that a password needs besides. */
export const SecondFactorCard = ({ isSet, reload }: { isSet: boolean; reload: () => void }) => {
  const [current, setCurrent] = useState('');
  const [begun, setBegun] = useState<Begun | null>(null);
  const [code, setCode] = useState('');
  const { problem, busy, run, wrong } = useForm();
  const path = '/api/account/second-factor';
  const submit = (event: Event) => {
    event.preventDefault();
    if (begun)
      return void run(
        () => request(`${path}/confirm`, createPost({ code })),
        () => {
          setBegun(null);
          setCode('');
          setCurrent('');
          reload();
        },
      );
    if (isSet)
      return void run(
        () => request(`${path}/remove`, createPost({ current })),
        () => {
          setCurrent('');
          reload();
        },
      );
    return void run(() => request<Begun>(path, createPost({ current })), setBegun);
  };
  return (
    <form class="card settings" aria-labelledby="second-factor" onSubmit={submit}>
      <h2 id="second-factor">Authenticator app</h2>
      <p class="soft">
        {isSet
          ? 'Your password needs a code of your authenticator app. A passkey needs none.'
          : 'Have a code of an app on your phone asked for after your password.'}
      </p>
      {begun ? (
        <>
          <p>
            Scan this with your authenticator app, or type the key, then enter the code it shows.
          </p>
          <QrCode qr={begun.qr} />
          <p>
            Key: <code>{begun.secret.replace(/(.{4})/g, '$1 ').trim()}</code>
          </p>
          <TextField
            label="Code"
            autocomplete="one-time-code"
            value={code}
            problem={wrong('code')}
            change={setCode}
          />
        </>
      ) : (
        <TextField
          type="password"
          label="Your password"
          autocomplete="current-password"
          value={current}
          problem={wrong('current')}
          change={setCurrent}
        />
      )}
      {problem && !problem.field && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button" disabled={busy || !(begun ? code : current)}>
          {begun ? 'Confirm' : isSet ? 'Remove the authenticator app' : 'Set up'}
        </button>
      </div>
    </form>
  );
};
