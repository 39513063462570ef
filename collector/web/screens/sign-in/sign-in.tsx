import { CodeBlock } from '../../parts/code-block.js';
import { BASE } from '../../routes.js';
import { PasswordForm } from './password-form.js';
import { TokenForm } from './token-form.js';
import '../settings/settings.css';
import '../team/team.css';

/** Why a sign-in did not work, and what to do. */
const REASONS: Record<string, [happened: string, next: string]> = {
  stale: ['This link has been used or has expired.', 'Nothing changed; create a new one.'],
  provider_down: [
    'The sign-on provider does not respond.',
    'Sign in with your password or a passkey, or try again later.',
  ],
  provider_refused: ['The sign-on provider did not confirm who you are.', 'Try again.'],
  provider_stale: ['This sign-in took too long, or was used already.', 'Start again.'],
  provider_domain: [
    'People of this e-mail domain cannot sign in here.',
    'Use another account, or ask an owner.',
  ],
  provider_unknown: [
    'No one on the team has this account.',
    'Ask an owner of this collector for an invitation.',
  ],
  provider_no_email: [
    'The sign-on provider does not confirm an e-mail address for this account.',
    'Use another account, or ask an owner.',
  ],
};

/** Shown to whoever has no session: the ways in. The address stays, so that they come where they wanted to. */
export const SignIn = ({ why }: { why: string | null }) => {
  const [happened, next] = (why !== null && REASONS[why]) || [];
  return (
    <main class="lone">
      <h1>Sign in to kmq</h1>
      {happened && (
        <p class="note note-problem" role="alert">
          <strong>{happened}</strong> {next}
        </p>
      )}
      <PasswordForm />
      <details>
        <summary>The first time, or without an account</summary>
        <p>
          Run this in the collector’s folder (or <code>kmq-collector login-link</code>, where that
          command is installed), then open the link that it prints. It works once.
        </p>
        <CodeBlock code="npm run login-link" label="Command that prints a sign-in link" />
        <p>
          <a href={BASE} target="_self">
            I have opened the link
          </a>
        </p>
      </details>
      <TokenForm />
    </main>
  );
};
