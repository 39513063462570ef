import type { Call, Moment } from './moment.js';

/** What a page's call is about: an event with its name, or properties of a person. */
export interface Meaning {
  kind: 'event' | 'set';
  /** '' where it has none. */
  name: string;
  /** Own members, as the page gave them. */
  properties: Record<string, unknown>;
}

/** Commands with a target before the name of their event. */
const WITH_TARGET = ['trackClick', 'trackClickOnOutboundLink', 'trackSubmit', 'trackForm'];

const toMembers = (given: unknown): Record<string, unknown> => {
  try {
    return typeof given === 'object' ? { ...given } : {};
  } catch {
    // A getter of the page threw: there is nothing to look at.
    return {};
  }
};

/** What a call records or sets; undefined where it does neither. */
export const toMeaning = ({
  command,
  args,
}: Pick<Call, 'command' | 'args'>): Meaning | undefined => {
  if (command === 'set') return { kind: 'set', name: '', properties: toMembers(args[0]) };
  const isTargeted = WITH_TARGET.includes(command);
  if (command !== 'record' && !isTargeted) return undefined;
  const [name, given] = isTargeted ? args.slice(1) : args;
  return name === undefined || typeof name === 'object'
    ? { kind: 'set', name: '', properties: toMembers(name ?? given) }
    : { kind: 'event', name: String(name), properties: toMembers(given) };
};

/** The same of a moment. */
export const toMeaningOf = (moment: Moment): Partial<Meaning> =>
  (moment.what === 'call' && toMeaning(moment)) || {};
