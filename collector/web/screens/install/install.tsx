import { toGtmSnippet, toSnippet } from 'kmq/snippet';
import { CodeBlock } from '../../parts/code-block.js';
import { Screen } from '../../parts/screen.js';
import { useSite } from '../../site-context.js';
import { FirstHit } from './first-hit.js';
import './install.css';

const CALLS = `_kmq.push(['identify', 'jane@example.com']);
_kmq.push(['record', 'Signed Up', { 'Plan': 'Pro' }]);
_kmq.push(['record', 'Purchased', { 'Revenue': 49.99, 'Plan': 'Pro' }]);
_kmq.push(['set', { 'Company Size': '50-200' }]);`;

const toServerCall = (endpoint: string, key: string): string =>
  `curl "${endpoint}e?_k=${key}&_p=jane@example.com&_n=Subscription%20Renewed&Revenue=49.99"`;

/** The site's snippet, ready to copy, and the sign that it works. */
export const Install = () => {
  const site = useSite();
  const script = site.script ?? `${location.origin}/${site.key}.2.js`;
  const settings = { key: site.key, script };
  return (
    <Screen title="Install" site={site.name}>
      <FirstHit />
      <section class="card" aria-labelledby="in-page">
        <h2 id="in-page">In your pages</h2>
        <p>
          Paste this into the <code>&lt;head&gt;</code> of every page, before anything that calls{' '}
          <code>_kmq.push</code>.
        </p>
        <CodeBlock code={toSnippet(settings)} label="Snippet for a page" />
      </section>
      <section class="card" aria-labelledby="in-gtm">
        <h2 id="in-gtm">With Google Tag Manager</h2>
        <p>Make a Custom HTML tag of this, fire it on All Pages, ahead of other tags that track.</p>
        <CodeBlock code={toGtmSnippet(settings)} label="Snippet for Google Tag Manager" />
      </section>
      <section class="card" aria-labelledby="calls">
        <h2 id="calls">Then tell what people do</h2>
        <p>
          Page views and visits count by themselves. Say who it is as soon as you know; whatever
          they did before then becomes theirs.
        </p>
        <CodeBlock code={CALLS} label="Calls to identify, record and set" />
        <p>What happens on a server is one request:</p>
        <CodeBlock
          code={toServerCall(script.replace(/[^/]*$/, ''), site.key)}
          label="Request from a server"
        />
      </section>
    </Screen>
  );
};
