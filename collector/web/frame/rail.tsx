import { useFindings } from '../api/use-findings.js';
import { PAGES } from '../pages.js';
import { keepRange } from '../report/query/range.js';
import { usePlace } from '../router.js';
import { BASE, formatHref } from '../routes.js';
import { signOut } from '../screens/sign-in/sign-out.js';
import { useCompany, useSite } from '../site-context.js';

/** The pages of the site; on a phone a sheet that the menu button opens. */
export const Rail = ({ open, page, close }: { open: boolean; page: string; close: () => void }) => {
  const { key } = useSite();
  const { name: company } = useCompany();
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
          {PAGES.map(({ name, title, icon, report }) => (
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
      <a class="docs-link" href="/docs/">
        Documentation
      </a>
      <button type="button" class="sign-out" onClick={signOut}>
        Sign out
      </button>
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
