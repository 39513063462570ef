import type { TimelineEntry } from '../../api/types.js';
import { KindMark } from '../../parts/kind-mark.js';
import { PropertyLine } from '../../parts/property-line.js';
import { useTimeZone } from '../../site-context.js';
import { formatClock, formatMinute } from '../../text/format.js';
import { formatIdentity } from '../../text/shown-identity.js';
import type { Line } from './timeline.js';

/** One line of a visit; several alike open on demand. */
export const TimelineLine = ({ line }: { line: Line }) => {
  const timeZone = useTimeZone();
  const [newest] = line.entries;
  const oldest = line.entries.at(-1) ?? newest;
  const className = line.anonymous ? 'line line-anonymous' : 'line';
  if (line.entries.length === 1) {
    return (
      <li class={className}>
        <EntryLine entry={newest} anonymous={line.anonymous} />
      </li>
    );
  }
  return (
    <li class={className}>
      <details>
        <summary class="entry">
          <span class="entry-time">
            {formatMinute(oldest.time, timeZone)}–{formatMinute(newest.time, timeZone)}
          </span>
          <KindMark kind={newest.kind} />
          <span class="entry-what">
            <b>{newest.name ?? 'Properties'}</b> × {line.entries.length}
          </span>
          {line.anonymous && <span class="tag">anonymous</span>}
        </summary>
        <ol class="folded">
          {line.entries.map((entry) => (
            <li key={entry.time + JSON.stringify(entry.properties)}>
              <EntryLine entry={entry} anonymous={false} />
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
};

const EntryLine = ({ entry, anonymous }: { entry: TimelineEntry; anonymous: boolean }) => {
  const timeZone = useTimeZone();
  return (
    <div class="entry">
      <time class="entry-time" dateTime={entry.time}>
        {formatClock(entry.time, timeZone)}
      </time>
      <KindMark kind={entry.kind} />
      <span class="entry-what">
        {entry.kind === 'alias' ? <Linked entry={entry} /> : entry.name && <b>{entry.name}</b>}
        <PropertyLine properties={entry.properties} />
      </span>
      {anonymous && (
        <span class="tag" title={entry.identity}>
          anonymous
        </span>
      )}
    </div>
  );
};

const Linked = ({ entry }: { entry: TimelineEntry }) => (
  <span>
    <b>{formatIdentity(entry.identity)}</b>
    {entry.name ? (
      <>
        {' '}
        and <b>{formatIdentity(entry.name)}</b> are one person
      </>
    ) : (
      ' was linked'
    )}
  </span>
);
