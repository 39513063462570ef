import { CodeBlock } from '../../parts/code-block.js';
import { BASE } from '../../routes.js';
import { PasswordForm } from './password-form.js';
import { TokenForm } from './token-form.js';
import '../settings/settings.css';
import '../team/team.css';

/** Shown to whoever has no session: the ways in. The address stays, so that they come where they wanted to. */
export const SignIn = ({ stale }: { stale: boolean }) => (
  <main class="lone">
    <h1>Sign in to kmq</h1>
    {stale && (
      <p class="note note-problem" role="alert">
        <strong>This link has been used or has expired.</strong> Nothing changed; create a new one.
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
