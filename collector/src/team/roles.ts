/** What somebody may be at a site; each role includes the ones before it. */
export const ROLES = ['viewer', 'analyst', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Stands for all sites, also those to come, where a role is given; no key of a site has this character. */
export const ALL_SITES = '*';

/** Who asks: a user, an API token, or whoever can run commands beside the collector and made a link. */
export type Actor =
  | { kind: 'user'; id: string; name: string }
  | { kind: 'token'; id: string; name: string }
  | { kind: 'link'; id: ''; name: string };

/** What somebody may do, and where. */
export interface Grant {
  actor: Actor;
  /** May do everything, also what concerns the collector as a whole. */
  owner: boolean;
  /** Roles by key of a site, or by `ALL_SITES`. */
  roles: Readonly<Record<string, Role>>;
  /** May read `/metrics`, which tells of all sites. */
  metrics: boolean;
}

/** Where a permission holds. */
type At =
  /** At the site that the address names. */
  | 'site'
  /** At one site or other: what is answered is about the sender's own sites. */
  | 'any site'
  /** For the collector as a whole. */
  | 'collector'
  /** For whoever is signed in, about themselves. */
  | 'self'
  /** For everyone, signed in or not. */
  | 'open';

/** A permission: who has it, and where. */
export interface Permission {
  at: At;
  /** The least role that has it; `owner`: owners alone; null: everyone who reaches it. */
  least: Role | 'owner' | null;
  /** What it lets people do, for the documentation. */
  lets: string;
}

/** Every permission, which code, documentation and tests read (S40). */
export const PERMISSIONS = {
  'sign-in': {
    at: 'open',
    least: null,
    lets: 'sign in, accept an invitation, reset a password, open a shared link',
  },
  'own-account': {
    at: 'self',
    least: 'viewer',
    lets: 'see one’s own sites, sessions, passkeys and password',
  },
  'read-metrics': {
    at: 'collector',
    least: 'viewer',
    lets: 'read `/metrics`, with a role at all sites',
  },
  'read-reports': {
    at: 'site',
    least: 'viewer',
    lets: 'run reports, read what is saved, see Health',
  },
  'read-people': { at: 'site', least: 'viewer', lets: 'list people, read timelines, watch Live' },
  export: { at: 'site', least: 'viewer', lets: 'export hits' },
  save: {
    at: 'site',
    least: 'analyst',
    lets: 'save reports, populations and notes, describe and merge names',
  },
  share: { at: 'site', least: 'analyst', lets: 'share a saved report by a link' },
  'link-people': { at: 'site', least: 'analyst', lets: 'link and unlink identities' },
  'manage-site': { at: 'site', least: 'admin', lets: 'change settings, server keys and sources' },
  import: { at: 'site', least: 'admin', lets: 'import files' },
  erase: { at: 'site', least: 'admin', lets: 'erase people' },
  'delete-site': { at: 'site', least: 'admin', lets: 'delete the site' },
  'manage-tokens': {
    at: 'any site',
    least: 'admin',
    lets: 'create and revoke tokens of one’s own sites',
  },
  'read-trail': { at: 'site', least: 'admin', lets: 'read the audit trail of the site' },
  'manage-team': {
    at: 'collector',
    least: 'owner',
    lets: 'invite and remove people, change roles, read the whole audit trail',
  },
  'manage-collector': {
    at: 'collector',
    least: 'owner',
    lets: 'add sites, name the company, rebuild reports, sign everyone out',
  },
} as const satisfies Record<string, Permission>;

/** Name of a permission. */
export type PermissionName = keyof typeof PERMISSIONS;

const RANKS: readonly string[] = [...ROLES, 'owner'];

/** The role at a site; an owner is admin everywhere. */
export const roleAt = ({ owner, roles }: Grant, site: string): Role | undefined => {
  if (owner) return 'admin';
  const found = [roles[ALL_SITES], Object.hasOwn(roles, site) ? roles[site] : undefined];
  return found.reduce(
    (most, role) => (role && (!most || RANKS.indexOf(role) > RANKS.indexOf(most)) ? role : most),
    undefined,
  );
};

/** The sites at which somebody has a role; null: all. */
export const sitesOf = ({ owner, roles }: Grant): readonly string[] | null =>
  owner || Object.hasOwn(roles, ALL_SITES) ? null : Object.keys(roles);

/** The widest role that somebody has anywhere. */
export const widestRole = ({ owner, roles }: Grant): Role | 'owner' | undefined =>
  owner ? 'owner' : ROLES.findLast((role) => Object.values(roles).includes(role));

/** Scopes of tokens by the role that they give. */
const SCOPE_OF = { viewer: 'read', analyst: 'write', admin: 'admin', owner: 'admin' } as const;

/** What is missing to use a permission, for whoever has too small a role. */
export const formatMissing = (name: PermissionName): string => {
  const { at, least }: Permission = PERMISSIONS[name];
  const role = least ?? 'viewer';
  const where = at === 'collector' && role !== 'owner' ? ' at all sites' : '';
  const token =
    name === 'read-metrics'
      ? 'metrics'
      : role === 'owner'
        ? 'admin, for all sites'
        : SCOPE_OF[role];
  return `This needs the permission “${name}”: the role ${role}${where}, or a token with the scope ${token}. Ask an owner of the collector.`;
};

const reaches = (role: string | undefined, least: string): boolean =>
  role !== undefined && RANKS.indexOf(role) >= RANKS.indexOf(least);

/** Whether somebody may do something: `yes`, `elsewhere` where they may at other sites alone, or `no`. */
export const judge = (
  grant: Grant,
  name: PermissionName,
  site: string | undefined,
): 'yes' | 'elsewhere' | 'no' => {
  const { at, least }: Permission = PERMISSIONS[name];
  if (least === null || grant.owner) return 'yes';
  if (at === 'self') return grant.actor.kind === 'user' || widestRole(grant) ? 'yes' : 'no';
  if (name === 'read-metrics')
    return grant.metrics ? 'yes' : widestRole(grant) ? 'elsewhere' : 'no';
  if (at === 'site') {
    if (site !== undefined && reaches(roleAt(grant, site), least)) return 'yes';
    return reaches(widestRole(grant), least) ? 'elsewhere' : 'no';
  }
  if (at === 'any site' && grant.actor.kind === 'user' && reaches(widestRole(grant), least))
    return 'yes';
  // Who administers single sites has the rank, but not for all of them.
  return reaches(widestRole(grant), 'admin') ? 'elsewhere' : 'no';
};
