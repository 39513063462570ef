import { formatSitePath } from '../../api/request.js';
import type { SiteWithInstall } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { DemoHistory } from '../../parts/demo-history.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { useSite } from '../../site-context.js';
import { FirstHit } from './first-hit.js';
import './install.css';

const CALLS = `_kmq.push(['identify', 'jane@example.com']);
_kmq.push(['record', 'Signed Up', { 'Plan': 'Pro' }]);
_kmq.push(['record', 'Purchased', { 'Revenue': 49.99, 'Plan': 'Pro' }]);
_kmq.push(['set', { 'Company Size': '50-200' }]);`;

const formatServerCall = (endpoint: string, key: string): string =>
  `curl "${endpoint}e?_k=${key}&_p=jane@example.com&_n=Subscription%20Renewed&Revenue=49.99"`;

/** The site's snippet, ready to copy, and the sign that it works. */
export const Install = () => {
  const site = useSite();
  const { value, problem, retry } = useAnswer<SiteWithInstall>(formatSitePath(site.key));
  return (
    <Screen title="Install" site={site.name}>
      <FirstHit />
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && <Snippets install={value.install} />}
      <DemoHistory className="card" />
      <Calls script={value?.install.script ?? ''} />
    </Screen>
  );
};

const Snippets = ({ install }: Pick<SiteWithInstall, 'install'>) => (
  <>
    <section class="card" aria-labelledby="in-page">
      <h2 id="in-page">In your pages</h2>
      <p>
        Paste this into the <code>&lt;head&gt;</code> of every page, before anything that calls{' '}
        <code>_kmq.push</code>.
      </p>
      <CodeBlock code={install.snippet} label="Snippet for a page" />
    </section>
    <section class="card" aria-labelledby="in-gtm">
      <h2 id="in-gtm">With Google Tag Manager</h2>
      <p>
        Create a Custom HTML tag with this code and fire it on All Pages, before other tracking
        tags.
      </p>
      <CodeBlock code={install.gtmSnippet} label="Snippet for Google Tag Manager" />
    </section>
  </>
);

const Calls = ({ script }: { script: string }) => {
  const { key } = useSite();
  return (
    <section class="card" aria-labelledby="calls">
      <h2 id="calls">Track what people do</h2>
      <p>
        Page views and visits are tracked automatically. Identify people as soon as you know who
        they are; what they did before is linked to them.
      </p>
      <CodeBlock code={CALLS} label="Calls to identify, record and set" />
      {script && (
        <>
          <p>From a server, send one request:</p>
          <CodeBlock
            code={formatServerCall(new URL('.', script).href, key)}
            label="Request from a server"
          />
        </>
      )}
    </section>
  );
};
