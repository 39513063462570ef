/** What somebody may be at a site; each role includes the ones before it. */
export const ROLES = ['viewer', 'analyst', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Stands for all sites, also those to come. */
export const ALL_SITES = '*';

/** What may be done, and where. */
export interface Rights {
  owner: boolean;
  roles: Record<string, Role>;
}

/** Whether somebody has a role at a site, or a wider one. */
export const hasRole = ({ owner, roles }: Rights, site: string, least: Role): boolean =>
  owner ||
  [roles[ALL_SITES], roles[site]].some(
    (role) => role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(least),
  );

/** Roles in words: `admin of Shop, viewer of all sites`. */
export const describeRoles = (
  { owner, roles }: Rights,
  nameOf: (site: string) => string,
): string => {
  if (owner) return 'owner';
  const parts = Object.entries(roles)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([site, role]) => `${role} of ${site === ALL_SITES ? 'all sites' : nameOf(site)}`);
  if (parts.length > 4) return `${parts.slice(0, 3).join(', ')} and ${parts.length - 3} more`;
  return parts.join(', ') || 'no role yet';
};
