import { formatSitePath } from '../../api/request.js';
import { CodeBlock } from '../../parts/code-block.js';
import { useSite } from '../../site-context.js';
import { Erase } from './erase.js';
import { Import } from './import.js';
import { Retention } from './retention.js';
import type { SiteSettings } from './site-settings.js';
import { Sources } from './sources/sources.js';
import '../../report/report.css';

/** What goes in and out: services that send, exports, imports, hits that grow too old, and people who are erased. */
export const Files = ({ site, query }: { site: SiteSettings; query: URLSearchParams }) => (
  <>
    <Sources />
    <Export />
    <Import job={query.get('import') ?? ''} />
    <Assistants />
    <Retention site={site} />
    <Erase job={query.get('erase') ?? ''} />
  </>
);

const FORMATS: Record<string, string> = { csv: 'CSV', jsonl: 'JSON Lines', parquet: 'Parquet' };

const Export = () => {
  const { key } = useSite();
  return (
    <section class="card" aria-labelledby="export">
      <h2 id="export">Export</h2>
      <p>
        All hits in order of arrival, one JSON object per line, in the format of a Kissmetrics
        export. Import it into an empty site to get the same site again.
      </p>
      <p>
        <a class="button" href={formatSitePath(key, 'export.jsonl')} download={`${key}.jsonl`}>
          Export all hits
        </a>
      </p>
      <p>
        For a spreadsheet, a notebook or a warehouse: hits with the person they belong to, browser,
        system, device, country and revenue.
      </p>
      <p class="tools">
        {['csv', 'jsonl', 'parquet'].map((format) => (
          <a
            key={format}
            class="button"
            href={`${formatSitePath(key, 'export/hits')}?format=${format}`}
            download={`${key}.${format}`}
          >
            {FORMATS[format]}
          </a>
        ))}
      </p>
    </section>
  );
};

const Assistants = () => (
  <section class="card" aria-labelledby="assistants">
    <h2 id="assistants">Assistants</h2>
    <p>
      Programs that speak the Model Context Protocol can read reports, people and Health at this
      address, with a token that has the scope “read”, as <code>Authorization: Bearer …</code>. They
      cannot change anything.
    </p>
    <CodeBlock code={`${location.origin}/mcp`} label="Address for assistants" />
  </section>
);
