import type { PopulationPlan } from '../../reports/plan.js';
import type { ReportPlan } from '../../reports/registry.js';
import type { CatalogueQuery, Merged } from '../engine.js';
import type { Site } from '../people-index/sites.js';

const spell = (names: readonly string[], of: (name: string) => string[]): string[] => [
  ...new Set(names.flatMap(of)),
];

/**
 * A plan, or a part of one, with every spelling of its names that came: `names` are those of events, `property` and `merged`
 * as plans have them.
 */
const spellAny = (part: unknown, site: Site): unknown => {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((one) => spellAny(one, site));
  const { events, properties } = site.spellings;
  const entries = Object.entries(part).map(([key, value]) => {
    if (key === 'names' && value) return [key, spell(value, events.of)];
    if (key === 'property') return [key, spell(value, properties.of)];
    return [key, key === 'merged' ? events.toShown(value) : spellAny(value, site)];
  });
  return Object.fromEntries(entries);
};

/** A plan by which names that differ in case alone are one, where the site wants it. */
export const spellPlan = <Plan extends ReportPlan | PopulationPlan>(
  plan: Plan,
  site: Site | undefined,
): Plan => (site?.names.foldNames ? (spellAny(plan, site) as Plan) : plan);

/** The same for names that are shown as another one. */
export const spellMerged = <Given extends Merged | undefined>(
  merged: Given,
  site: Site | undefined,
  kind: 'events' | 'properties' = 'properties',
): Given | Merged => (site?.names.foldNames ? site.spellings[kind].toShown(merged ?? {}) : merged);

/** The same for a question about names. */
export const spellCatalogue = (query: CatalogueQuery, site: Site): CatalogueQuery => {
  const { foldNames } = site.names;
  const { events, properties } = site.spellings;
  if (!foldNames) return query;
  if (query.of === 'seen')
    return { ...query, names: spell(query.names, site.spellings[query.kind].of) };
  if (query.of !== 'values')
    return {
      ...query,
      merged: (query.of === 'events' ? events : properties).toShown(query.merged),
    };
  return {
    ...query,
    property: spell(query.property, properties.of),
    ...(query.events && { events: spell(query.events, events.of) }),
  };
};
