import { useState } from 'preact/hooks';
import { createPost, request } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { hasPasskeys, signInByPasskey } from '../account/passkey.js';
import { useForm } from '../account/use-form.js';

/** The address that was asked for. */
const formatWanted = (): string => {
  const place = new URL(location.href);
  place.searchParams.delete('sign-in');
  return place.pathname + place.search;
};

// The same address again, as somebody who may see it.
const signedIn = () => location.replace(formatWanted());

/** Where the sign-on provider is asked, and where that leads afterwards. */
const formatProviderHref = () =>
  `/api/sign-in/provider?${new URLSearchParams({ to: formatWanted() })}`;

/** Signs in by an address and a password, with a code where one is needed, or by a passkey. */
export const PasswordForm = () => {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [forgot, setForgot] = useState<'' | 'asked' | 'sent'>('');
  const ways = useAnswer<{ mail: boolean; provider: string | null }>('/api/sign-in').value;
  const { problem, busy, run, wrong } = useForm();

  const signIn = (event: Event) => {
    event.preventDefault();
    if (forgot === 'asked')
      return void run(
        () => request('/api/sign-in/forgot', createPost({ email: email.trim() })),
        () => setForgot('sent'),
      );
    const body = { email: email.trim(), password, ...(asksCode && { code }) };
    return void run(async () => {
      const answer = await request('/api/session', createPost(body));
      // A right password that needs a code is no mistake.
      if ('problem' in answer && answer.problem.field === 'code') setAsksCode(true);
      return answer;
    }, signedIn);
  };
  const isFirstAsk = asksCode && !code && problem?.field === 'code';
  const known = ['email', 'password', 'code'];
  if (forgot === 'sent')
    return (
      <p class="note" role="status">
        If someone on the team has this address, a link to a new password is on its way. It works
        for 30 minutes.
      </p>
    );
  return (
    <form aria-label="Sign in" onSubmit={signIn}>
      <TextField
        label="E-mail address"
        autocomplete="username webauthn"
        value={email}
        problem={wrong('email')}
        change={setEmail}
      />
      {forgot === '' && (
        <TextField
          type="password"
          label="Password"
          autocomplete="current-password"
          value={password}
          problem={wrong('password')}
          change={setPassword}
        />
      )}
      {asksCode && forgot === '' && (
        <TextField
          label="Code of your authenticator app"
          autocomplete="one-time-code"
          value={code}
          problem={isFirstAsk ? '' : wrong('code')}
          change={setCode}
        />
      )}
      {problem && !known.includes(problem.field ?? '') && <ProblemNote problem={problem} />}
      <div class="ways">
        <button
          type="submit"
          class="button button-main"
          disabled={busy || !email.trim() || (forgot === '' && !password) || (asksCode && !code)}
        >
          {forgot === 'asked' ? 'Send me a link' : 'Sign in'}
        </button>
        {ways?.provider && (
          <a class="button" target="_self" href={formatProviderHref()}>
            Sign in with {ways.provider}
          </a>
        )}
        {hasPasskeys() && (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => run(signInByPasskey, signedIn)}
          >
            Sign in with a passkey
          </button>
        )}
        {ways?.mail && forgot === '' && (
          <button type="button" class="button" onClick={() => setForgot('asked')}>
            Forgot your password?
          </button>
        )}
      </div>
      {ways && !ways.mail && (
        <p class="soft">Forgot your password? Ask an owner of this collector for a link.</p>
      )}
    </form>
  );
};
