import { readPath, type Target } from '../browser/elements.js';
import { listen } from '../browser/lifecycle.js';
import { attempt } from '../browser/report.js';
import { createTrackers, type Tracker } from '../browser/trackers.js';
import type { Feature, Given } from '../core/kit.js';

type TrackClick = (target: Target, name: unknown, properties?: Given, callback?: unknown) => void;

export interface ClickCommands {
  trackClick: TrackClick;
  trackClickOnOutboundLink: TrackClick;
}

/** Records clicks of elements that are there now or come later; the click itself is never touched. */
export const clicks: Feature<ClickCommands> = (kit) => {
  const [all, track, matches] = createTrackers();
  /** The control that a click on its label clicks next, and what that first click has counted. */
  let control: unknown;
  let counted: Tracker[] = [];

  const clicked = (event: MouseEvent): void => {
    // auxclick also tells of the right button, which opens a menu.
    if (event.button > 1) return;
    const path = readPath(event);
    const again = path[0] === control ? counted : [];
    counted = all.filter((each) => again.indexOf(each) < 0 && matches(each, path));
    const [label] = path.filter(({ localName }) => localName === 'label') as HTMLLabelElement[];
    control = label?.control !== path[0] && label?.control;
    for (const { record } of counted) attempt(() => record());
    if (counted[0]) kit.flush();
  };

  const trackClick: TrackClick = (target, name, properties, callback) => {
    if (!all[0]) for (const type of ['click', 'auxclick']) listen(type, clicked);
    track(target, name, () => kit.record(name, properties, callback));
  };

  return { commands: { trackClick, trackClickOnOutboundLink: trackClick } };
};
