import { useEffect, useReducer } from 'preact/hooks';
import { CodeBlock } from '../../parts/code-block.js';
import { DemoHistory } from '../../parts/demo-history.js';
import { Screen } from '../../parts/screen.js';
import { SearchField } from '../../parts/search-field.js';
import { formatHref } from '../../routes.js';
import { useSite } from '../../site-context.js';
import { formatCount, formatCounted } from '../../text/format.js';
import { isMatch } from './feed.js';
import { FeedRow } from './feed-row.js';
import { type LiveStore, type LiveView, liveStoreOf } from './live-store.js';
import './live.css';

const STATES = {
  connecting: 'Connecting',
  open: 'Listening',
  lost: 'Connection lost, trying again',
};

/** Hits as they arrive, newest on top. */
export const Live = ({ query }: { query: URLSearchParams }) => {
  const site = useSite();
  const store = liveStoreOf(site.key);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const filter = query.get('q') ?? '';

  useEffect(() => store.watch(() => redraw(undefined)), [store]);
  useEffect(() => store.filter(filter), [store, filter]);

  const view = store.read();
  const { feed, state } = view;
  return (
    <Screen
      title="Live"
      site={site.name}
      aside={
        <span class={`state state-${state}`} role="status">
          {STATES[state]}
        </span>
      }
    >
      <Tools store={store} view={view} filter={filter} />
      {feed.rows.length === 0 && feed.waitingCount === 0 && view.passedBy === 0 ? (
        <Quiet />
      ) : (
        <Rows view={view} />
      )}
    </Screen>
  );
};

const Tools = ({ store, view, filter }: { store: LiveStore; view: LiveView; filter: string }) => {
  const { feed, passedBy, lost } = view;
  return (
    <div class="tools">
      <SearchField label="Filter" hint="Event, person, property…" value={filter} />
      <button
        type="button"
        class={feed.paused ? 'button button-main' : 'button'}
        aria-pressed={feed.paused}
        onClick={feed.paused ? store.resume : store.pause}
      >
        {feed.paused ? 'Resume' : 'Pause'}
      </button>
      <span class="soft" role="status">
        {feed.paused && `Paused: ${formatCounted(feed.waitingCount, 'hit')} waiting`}
        {!feed.paused && filter && passedBy > 0 && `${formatCount(passedBy)} others did not match`}
        {lost > 0 && ` ${formatCounted(lost, 'hit')} arrived too fast to show`}
      </span>
    </div>
  );
};

const Rows = ({ view }: { view: LiveView }) => {
  const rows = view.feed.rows.filter((row) => row.type === 'more' || isMatch(row, view.filter));
  if (rows.length === 0) return <p class="card soft">No hits match the filter yet.</p>;
  return (
    <ol class="card feed" aria-label="Hits, newest first">
      {rows.map((row) => (
        <FeedRow key={row.id} row={row} acquaintances={view.acquaintances} />
      ))}
    </ol>
  );
};

const Quiet = () => {
  const { key, demoShop } = useSite();
  return (
    <div class="card">
      <h2>Waiting for hits</h2>
      {demoShop && (
        <p>
          Click through the{' '}
          <a href={demoShop} target="_blank" rel="noreferrer">
            demo shop
          </a>{' '}
          and watch your hits arrive here.
        </p>
      )}
      <p>
        Is the snippet in your pages? <a href={formatHref(key, 'install')}>Install</a> has it. On a
        tracked page, this line in the console sends a hit:
      </p>
      <CodeBlock code="_kmq.push(['record', 'Said Hello']);" label="A call that sends one hit" />
      <DemoHistory />
    </div>
  );
};
