import { useFindings } from '../api/use-findings.js';
import { PAGES } from '../pages.js';
import { keepRange } from '../report/query/range.js';
import { usePlace } from '../router.js';
import { BASE, formatHref } from '../routes.js';
import { signOut } from '../screens/sign-in/sign-out.js';
import { useHasRole, useSession } from '../session.js';
import { useCompany, useSite } from '../site-context.js';

/** The pages of the site; on a phone a sheet that the menu button opens. */
export const Rail = ({ open, page, close }: { open: boolean; page: string; close: () => void }) => {
  const { key } = useSite();
  const { name: company } = useCompany();
  const session = useSession();
  const isAdmin = useHasRole('admin');
  const shown = PAGES.filter(({ admins }) => !admins || isAdmin);
  // Dates stay from report to report.
  const range = keepRange(usePlace().searchParams);
  return (
    <nav id="rail" class={open ? 'rail rail-open' : 'rail'} aria-label="Pages">
      <a class="brand" href={BASE}>
        kmq
        {company && <span class="company">{company}</span>}
      </a>
      {key && (
        <ul>
          {shown.map(({ name, title, icon, report }) => (
            <li key={name}>
              <a
                href={formatHref(key, name) + (report ? range : '')}
                aria-current={name === page ? 'page' : undefined}
                onClick={close}
              >
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                  <path d={icon} fill="none" stroke="currentColor" stroke-width="1.4" />
                </svg>
                {title}
                {name === 'health' && <FindingCount />}
              </a>
            </li>
          ))}
        </ul>
      )}
      <div class="rail-end">
        {session?.owner && (
          <>
            <a class="rail-link" href={`${BASE}~team`} onClick={close}>
              Team
            </a>
            <a class="rail-link" href={`${BASE}~trail`} onClick={close}>
              Audit trail
            </a>
          </>
        )}
        <a class="rail-link" href={`${BASE}~account`} onClick={close}>
          {session?.actor.kind === 'user' ? session.actor.name : 'Your account'}
        </a>
        <a class="rail-link docs-link" href="/docs/">
          Documentation
        </a>
        <button type="button" class="sign-out" onClick={signOut}>
          Sign out
        </button>
      </div>
    </nav>
  );
};

/** How many findings there are that make numbers wrong, looked for once as the site is opened. */
const FindingCount = () => {
  const findings = useFindings().value?.findings ?? [];
  const count = findings.filter(
    ({ severity, dismissed }) => severity !== 'info' && !dismissed,
  ).length;
  if (count === 0) return null;
  return (
    <span class="tag finding-count">
      {count}
      <span class="unseen"> {count === 1 ? 'finding' : 'findings'}</span>
    </span>
  );
};
