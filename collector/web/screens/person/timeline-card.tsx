import type { Problem } from '../../api/request.js';
import type { Identity, TimelineEntry } from '../../api/types.js';
import { MoreButton } from '../../parts/more-button.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { go, usePlace } from '../../router.js';
import { useTimeZone } from '../../site-context.js';
import { formatDay } from '../../text/format.js';
import { countEvents, groupByDay } from './timeline.js';
import { TimelineLine } from './timeline-line.js';

/** The person's whole story across devices, newest day first. */
export const TimelineCard = ({
  timeline,
  identities,
  event,
  more,
  problem,
}: {
  timeline: TimelineEntry[];
  identities: Identity[];
  event: string;
  more: (() => Promise<void>) | null;
  problem: Problem | null;
}) => {
  const timeZone = useTimeZone();
  const shown = event
    ? timeline.filter((entry) => entry.kind === 'event' && entry.name === event)
    : timeline;
  return (
    <section class="card timeline" aria-labelledby="timeline">
      <div class="card-head">
        <h2 id="timeline">Timeline</h2>
        <EventFilter timeline={timeline} event={event} />
      </div>
      {groupByDay(shown, identities, timeZone).map(({ date, visits }) => (
        <section key={date} aria-labelledby={`day-${date}`}>
          <h3 id={`day-${date}`}>{formatDay(`${date}T12:00:00Z`, 'UTC')}</h3>
          {visits.map(({ lines }) => (
            <ol key={lines[0]?.entries[0].time} class="visit" aria-label="Visit">
              {lines.map((line) => (
                <TimelineLine key={keyOf(line.entries[0])} line={line} />
              ))}
            </ol>
          ))}
        </section>
      ))}
      {event && shown.length === 0 && <p>No “{event}” in what is loaded so far.</p>}
      {problem && <ProblemNote problem={problem} />}
      {more && <MoreButton label="Show earlier" more={more} />}
    </section>
  );
};

const keyOf = ({ time, kind, name, identity }: TimelineEntry): string =>
  [time, kind, name, identity].join(' ');

const EventFilter = ({ timeline, event }: { timeline: TimelineEntry[]; event: string }) => {
  const place = usePlace();
  const choose = (name: string) => {
    if (name) place.searchParams.set('event', name);
    else place.searchParams.delete('event');
    go(place.pathname + place.search, { replace: true });
  };
  const counts = countEvents(timeline);
  return (
    <label class="event-filter">
      <span class="soft">Show</span>
      <select value={event} onChange={(change) => choose(change.currentTarget.value)}>
        <option value="">Everything</option>
        {event && !counts.some(([name]) => name === event) && <option>{event}</option>}
        {counts.map(([name, count]) => (
          <option key={name} value={name}>
            {name} ({count})
          </option>
        ))}
      </select>
    </label>
  );
};
