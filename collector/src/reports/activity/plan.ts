import { findAcquisition } from '../acquisition.js';
import { checkEvents } from '../bounds.js';
import { planPersonSegment } from '../breakdown.js';
import { toOffsets } from '../calendar.js';
import { type Merged, planProperty } from '../condition.js';
import { planEvent } from '../event.js';
import type {
  CommonPlan,
  EventMatch,
  Local,
  Offset,
  Period,
  PersonSegment,
  Property,
} from '../plan.js';
import { planCommon, type Setting } from '../request.js';
import type { ActivityRequest } from './schema.js';

/** How often events happen, and to how many people (S15). */
export interface ActivityPlan extends CommonPlan {
  report: 'activity';
  /** Null: all events under their own names. */
  events: EventMatch[] | null;
  /** With all events: names that count under another one. */
  merged: Record<string, string>;
  by: Period;
  offsets: Offset[];
  /** `hit`: each hit's own value. */
  segment: PersonSegment | { of: 'hit'; property: Property } | null;
}

/** What an engine counts for activity. */
export interface ActivityRow {
  /** The position of the one that was asked for, or the name where all are; null: any of them. */
  event: number | string | null;
  segment: string | null;
  start: string | null;
  count: number;
  people: number;
}

/** `{"event": "Size", "at": "hit"}`: each hit's own value, which is usual but for where people come from. */
const planGroup = (group: ActivityRequest['group'], merged: Merged): ActivityPlan['segment'] => {
  if (typeof group === 'object' && group?.event) {
    const property = planProperty(group.event, merged);
    if (group.at ? group.at === 'hit' : !findAcquisition(property)) return { of: 'hit', property };
  }
  return planPersonSegment({ name: 'group', value: group as never }, merged);
};

/** The plan of an activity. */
export const planActivity = (request: ActivityRequest, setting: Setting): Local<ActivityPlan> => {
  const { span, asOf, population, timeZone } = planCommon(request, setting);
  const { merged } = setting;
  const plan: ActivityPlan = {
    report: 'activity',
    span,
    asOf,
    population,
    events: request.events?.map((event) => planEvent(event, merged)) ?? null,
    merged: { ...merged.events },
    by: request.by ?? 'day',
    offsets: toOffsets(timeZone, asOf),
    segment: planGroup(request.group, merged),
  };
  checkEvents({ name: 'events', value: request.events }, plan.events ?? []);
  return { plan, timeZone };
};
