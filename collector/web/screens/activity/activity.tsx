import type { ActivityAnswer } from '../../../src/reports/activity/schema.js';
import { PeoplePanel } from '../../report/people/people-panel.js';
import { Choice } from '../../report/pickers/choice.js';
import { NamePicker } from '../../report/pickers/name-picker.js';
import {
  PropertyChoice,
  propertyNameOf,
  RANGE_MOMENTS,
  readProperty,
} from '../../report/pickers/property-choice.js';
import { useChange } from '../../report/query/change.js';
import { PERIODS, type Period, readPeriod } from '../../report/query/period.js';
import { type NamedPick, namePick, readPick } from '../../report/query/pick.js';
import { createActivityPopulation, readLastDays } from '../../report/query/pick-population.js';
import { useNames } from '../../report/query/use-names.js';
import { useRange } from '../../report/query/use-range.js';
import { useReport } from '../../report/query/use-report.js';
import { ReportBox } from '../../report/report-box.js';
import { ReportScreen } from '../../report/report-screen.js';
import { formatPeriodName } from '../../text/calendar.js';
import { ActivityOverTime } from './activity-over-time.js';
import { EventTable } from './event-table.js';
import { createRows } from './rows.js';
import './activity.css';

/** As many as colours can tell apart. */
const MOST_EVENTS = 8;
/** Where nobody has chosen: more curves than these hide each other. */
const USUAL_EVENTS = 4;

const MEASURES = [
  ['people', 'people'],
  ['count', 'hits'],
] as const;

const FIRST_CALL = {
  code: "_kmq.push(['record', 'Viewed Pricing']);",
  label: 'A call that records an event',
};

/** What happens on the site, how often, and to how many people. */
export const Activity = ({ query }: { query: URLSearchParams }) => {
  const names = useNames('events');
  const range = useRange();
  const change = useChange();
  const by = readPeriod(query, range);
  const events = query.getAll('event').filter(Boolean).slice(0, MOST_EVENTS);
  // One event's hits can be told apart; several are too many curves.
  const group = events.length === 1 ? readProperty(query, 'group', 'lastInRange') : null;
  const measure = query.get('show') === 'count' ? 'count' : 'people';
  const {
    report,
    before,
    plan: asked,
  } = useReport<ActivityAnswer>('activity', {
    by,
    ...(events.length > 0 && { events }),
    ...(group && { group: 'event' in group ? { event: group.event, at: 'hit' } : group }),
  });
  const isChosen = events.length > 0;
  const pick = namePick(readPick(query), events);
  const choose = (events: string[]) => change({ event: events });

  return (
    <ReportScreen
      title="Activity"
      plan={asked}
      empty={names?.length === 0 && events.length === 0 && FIRST_CALL}
    >
      <div class="tools">
        {events.map((event) => (
          <button
            key={event}
            type="button"
            class="button chosen"
            aria-label={`Leave out ${event}`}
            onClick={() => choose(events.filter((other) => other !== event))}
          >
            {event} <span aria-hidden="true">✕</span>
          </button>
        ))}
        {events.length < MOST_EVENTS && (
          // A field for the next event begins empty.
          <NamePicker
            key={events.length}
            label={events.length > 0 ? 'Another event' : 'Only these events'}
            hint={events.length > 0 ? 'Another event…' : 'All events; choose…'}
            value=""
            names={names}
            choose={(name) => name && !events.includes(name) && choose([...events, name])}
          />
        )}
        <Choice label="By" value={by} options={PERIODS} choose={(by) => change({ by })} />
        <Choice
          label="Show"
          value={measure}
          options={MEASURES}
          choose={(show) => change({ show: show === 'people' ? null : show })}
        />
      </div>
      {events.length === 1 && (
        <div class="tools">
          <PropertyChoice
            name="group"
            label="Break down by"
            value={group}
            usual="lastInRange"
            moments={RANGE_MOMENTS}
            ofHits
          />
        </div>
      )}
      <ReportBox report={report}>
        {(answer) => (
          <>
            {answer.events.every(({ count }) => count === 0) ? (
              <p class="card">No events in this period. Try a longer one.</p>
            ) : (
              <>
                <ActivityOverTime
                  rows={createRows(answer, isChosen)}
                  before={before && createRows(before, isChosen)}
                  unfinished={answer.unfinished}
                  by={by}
                  measure={measure}
                  most={group ? MOST_EVENTS : events.length || USUAL_EVENTS}
                />
                <EventTable
                  rows={createRows(answer, isChosen)}
                  before={before && createRows(before, isChosen)}
                  {...(group && { property: propertyNameOf(group) })}
                />
              </>
            )}
            {pick && (
              <PeoplePanel
                report={answer}
                title={formatTitle(pick, by)}
                definition={createActivityPopulation(pick, {
                  property: group,
                  days: readLastDays(query),
                })}
                rerun={report.retry}
              />
            )}
          </>
        )}
      </ReportBox>
    </ReportScreen>
  );
};

const formatTitle = ({ event, start, group }: NamedPick, by: Period): string =>
  `Did “${event ?? 'anything'}”${group === undefined ? '' : `, ${group}`}${start ? `, ${formatPeriodName(start, by)}` : ''}`;
