import { useState } from 'preact/hooks';
import { request } from '../../api/request.js';
import { Confirm } from '../../parts/confirm.js';
import { TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { FigureTable } from '../../report/figures/figure-table.js';
import { useTimeZone } from '../../site-context.js';
import { formatMoment } from '../../text/format.js';
import { addPasskey, hasPasskeys } from './passkey.js';
import { useForm } from './use-form.js';

export interface Passkey {
  id: string;
  name: string;
  host: string;
  created: string;
  lastUsed: string | null;
}

/** One's passkeys. */
export const PasskeysCard = ({ passkeys, reload }: { passkeys: Passkey[]; reload: () => void }) => {
  const timeZone = useTimeZone();
  const [name, setName] = useState('');
  const [current, setCurrent] = useState('');
  const { problem, busy, run, wrong } = useForm();
  const add = (event: Event) => {
    event.preventDefault();
    void run(
      () => addPasskey(name.trim(), current),
      () => {
        setName('');
        setCurrent('');
        reload();
      },
    );
  };
  const remove = (id: string) =>
    run(
      () => request(`/api/account/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' }),
      reload,
    );
  return (
    <form class="card settings" aria-labelledby="passkeys" onSubmit={add}>
      <h2 id="passkeys">Passkeys</h2>
      <p class="soft">Sign in by a finger, a face or the PIN of a device, without a password.</p>
      {passkeys.length > 0 && (
        <FigureTable
          columns={[
            'Passkey',
            { title: 'For', words: true },
            { title: 'Last used', words: true },
            { title: 'Remove', words: true },
          ]}
          rows={passkeys.map(({ id, name, host, lastUsed }) => ({
            key: id,
            head: name,
            cells: [
              host,
              lastUsed ? formatMoment(lastUsed, timeZone) : 'never',
              <Confirm
                key="remove"
                offer="Remove"
                label={`Remove ${name}`}
                question={`Remove “${name}”?`}
                consequence="It no longer signs you in, and your other browsers are signed out."
                act={() => remove(id)}
              />,
            ],
          }))}
        />
      )}
      {hasPasskeys() ? (
        <>
          <TextField
            label="Name of the passkey"
            hint="Such as the device it is on."
            value={name}
            problem={wrong('name')}
            change={setName}
          />
          <TextField
            type="password"
            label="Your password"
            autocomplete="current-password"
            value={current}
            problem={wrong('current')}
            change={setCurrent}
          />
          {problem && !problem.field && <ProblemNote problem={problem} />}
          <div class="tools">
            <button type="submit" class="button" disabled={busy || !name.trim()}>
              Add a passkey
            </button>
          </div>
        </>
      ) : (
        <p class="soft">
          Passkeys need a browser that knows them, and an address with a name, by TLS or at
          localhost.
        </p>
      )}
    </form>
  );
};
