import { useState } from 'preact/hooks';
import { createPost, formatSitePath, request } from '../api/request.js';
import { useAnswer } from '../api/use-answer.js';
import { CodeBlock } from '../parts/code-block.js';
import { Confirm } from '../parts/confirm.js';
import { LinesField, SelectField, TextField, trimList } from '../parts/fields.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useForm } from '../screens/account/use-form.js';
import { useSite, useTimeZone } from '../site-context.js';
import { formatMoment } from '../text/format.js';

interface Share {
  id: string;
  report: string;
  expires: string | null;
  hasPassword: boolean;
  embedIn: string[];
  created: string;
  by: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFETIMES = [
  ['7', 'in 7 days'],
  ['30', 'in 30 days'],
  ['365', 'in a year'],
  ['0', 'never'],
] as const;

/** Links to a saved report: to make one, and to revoke one. */
export const ShareReport = ({ report, name }: { report: string; name: string }) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button button-small"
        aria-label={`Share ${name}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Share
      </button>
      {open && <ShareForm report={report} name={name} />}
    </>
  );
};

const ShareForm = ({ report, name }: { report: string; name: string }) => {
  const { key } = useSite();
  const [days, setDays] = useState('30');
  const [password, setPassword] = useState('');
  const [origins, setOrigins] = useState<string[]>([]);
  const [link, setLink] = useState('');
  const { problem, busy, run, wrong } = useForm();
  const path = formatSitePath(key, 'shares');
  const list = useAnswer<{ shares: Share[] }>(path);
  const create = (event: Event) => {
    event.preventDefault();
    const embedIn = trimList(origins);
    const expires =
      days === '0' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const body = { report, expires, embedIn, ...(password && { password }) };
    void run(
      () => request<{ link: string }>(path, createPost(body)),
      (made) => {
        setLink(made.link);
        setPassword('');
        list.retry();
      },
    );
  };
  const shares = list.value?.shares.filter((share) => share.report === report) ?? [];
  const frame = link && `<iframe src="${link}" title="${name}" width="100%" height="600"></iframe>`;
  return (
    <form class="share" aria-label={`Share ${name}`} onSubmit={create}>
      <p class="soft">
        Anyone who has the link sees this report, with current numbers, without signing in; no
        people, no other report.
      </p>
      <SelectField label="It expires" value={days} options={LIFETIMES} change={setDays} />
      <TextField
        type="password"
        label="Password (optional)"
        hint="8 characters or more; tell it by another way than the link."
        autocomplete="new-password"
        value={password}
        problem={wrong('password')}
        change={setPassword}
      />
      <LinesField
        label="Sites that may show it in a frame (optional)"
        hint="Such as https://intranet.example.com, one per line."
        lines={origins}
        problem={problem?.field?.startsWith('embedIn') ? problem.happened : ''}
        change={setOrigins}
      />
      {problem && problem.field !== 'password' && !problem.field?.startsWith('embedIn') && (
        <ProblemNote problem={problem} />
      )}
      <button type="submit" class="button" disabled={busy}>
        Create link
      </button>
      {link && (
        <div role="status">
          <p>Copy this link; it is shown this once.</p>
          <CodeBlock code={link} label={`Link to ${name}`} />
          {trimList(origins).length > 0 && <CodeBlock code={frame} label={`Frame of ${name}`} />}
        </div>
      )}
      {shares.map((share) => (
        <ShareLine key={share.id} share={share} reload={list.retry} />
      ))}
    </form>
  );
};

const ShareLine = ({ share, reload }: { share: Share; reload: () => void }) => {
  const { key } = useSite();
  const timeZone = useTimeZone();
  const { problem, run } = useForm();
  const { id, created, by, expires, hasPassword } = share;
  const made = formatMoment(created, timeZone);
  return (
    <p>
      Link of {made} by {by}
      {hasPassword && ', with a password'},{' '}
      {expires ? `until ${formatMoment(expires, timeZone)}` : 'without end'}{' '}
      <Confirm
        offer="Revoke"
        label={`Revoke the link of ${made}`}
        question="Revoke this link?"
        consequence="It stops working at once."
        act={() =>
          run(() => request(formatSitePath(key, `shares/${id}`), { method: 'DELETE' }), reload)
        }
      />
      {problem && <ProblemNote problem={problem} />}
    </p>
  );
};
