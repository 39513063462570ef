import { type Site, toCounted } from './history.js';

type Part = Record<string, unknown>;

/** A request with each name as the one that it counts under (S15). */
export const countNames = (request: object, site: Site): object => {
  const event = (name: unknown) => toCounted(name as string, site.mergedEvents);
  const property = (name: unknown) => toCounted(name as string, site.mergedProperties);
  const one = (asked: unknown, read: (name: unknown) => string): unknown =>
    typeof asked === 'string' ? read(asked) : asked;

  const condition = (asked: Part) => ({ ...asked, property: property(asked.property) });
  const events = (asked: unknown): unknown => {
    if (typeof asked === 'string') return event(asked);
    const { event: name, anyOf, where, ...rest } = asked as Part;
    return {
      ...rest,
      ...(name !== undefined && { event: event(name) }),
      ...(anyOf !== undefined && { anyOf: (anyOf as unknown[]).map(event) }),
      ...(where !== undefined && { where: (where as Part[]).map(condition) }),
    };
  };
  const population = (asked: Part): Part => {
    if (asked.and) return { and: (asked.and as Part[]).map(population) };
    if (asked.or) return { or: (asked.or as Part[]).map(population) };
    if (asked.not) return { not: population(asked.not as Part) };
    return asked.did ? { did: events(asked.did) } : condition(asked);
  };
  const segment = (asked: unknown): unknown => {
    if (typeof asked === 'string') return property(asked);
    return Object.fromEntries(
      Object.entries(asked as Part).map(([key, part]) => [
        key,
        ['person', 'event', 'property'].includes(key) ? one(part, property) : part,
      ]),
    );
  };

  const read: Record<string, (part: never) => unknown> = {
    steps: (steps: unknown[]) => steps.map(events),
    events: (asked: unknown[]) => asked.map(events),
    first: events,
    then: events,
    goal: events,
    property,
    segment,
    group: segment,
    population,
    definition: population,
  };
  return Object.fromEntries(
    Object.entries(request).map(([key, part]) => [key, read[key]?.(part as never) ?? part]),
  );
};
