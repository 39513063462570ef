import { formatSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { formatHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { TrailCard } from '../trail/trail.js';
import { Files } from './files.js';
import { General } from './general.js';
import { Naming } from './naming.js';
import { NotedNames } from './noted-names.js';
import { ServerKeys } from './server-keys.js';
import type { SiteSettings } from './site-settings.js';
import { Tokens } from './tokens.js';
import { Tracking } from './tracking.js';
import { TrailDays } from './trail-days.js';
import './settings.css';

const PARTS = [
  ['', 'Site'],
  ['tracking', 'Tracking'],
  ['names', 'Names'],
  ['data', 'Data'],
  ['tokens', 'Keys and tokens'],
  ['trail', 'Audit trail'],
] as const;

/** Everything that is set for a site. */
export const Settings = ({
  rest: [part = ''],
  query,
}: {
  rest: string[];
  query: URLSearchParams;
}) => {
  const site = useSite();
  const { value, problem, retry } = useAnswer<SiteSettings>(formatSitePath(site.key));
  return (
    <Screen title="Settings" site={site.name}>
      <nav class="tabs" aria-label="Settings sections">
        {PARTS.map(([name, title]) => (
          <a
            key={name}
            href={name ? formatHref(site.key, 'settings', name) : formatHref(site.key, 'settings')}
            aria-current={name === part ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && part === '' && <General site={value} />}
      {value && part === 'tracking' && <Tracking site={value} />}
      {value && part === 'names' && <Naming site={value} />}
      {part === 'names' && <NotedNames query={query} />}
      {value && part === 'data' && <Files site={value} query={query} />}
      {part === 'tokens' && <ServerKeys />}
      {part === 'tokens' && <Tokens />}
      {part === 'trail' && (
        <TrailCard
          path={formatSitePath(site.key, 'trail')}
          sites={[site]}
          q={query.get('q') ?? ''}
        />
      )}
      {value && part === 'trail' && <TrailDays site={value} />}
    </Screen>
  );
};
