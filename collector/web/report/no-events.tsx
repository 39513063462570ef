import { CodeBlock } from '../parts/code-block.js';
import { DemoHistory } from '../parts/demo-history.js';
import { formatHref } from '../routes.js';
import { useSite } from '../site-context.js';

/** What to do in a report of a site that has sent nothing yet. */
export const NoEvents = ({ code, label }: { code: string; label: string }) => {
  const { key } = useSite();
  return (
    <div class="card">
      <h2>No events yet</h2>
      <p>
        With the snippet from <a href={formatHref(key, 'install')}>Install</a> in your pages, record
        what people do; it appears here a second later:
      </p>
      <CodeBlock code={code} label={label} />
      <DemoHistory />
    </div>
  );
};
