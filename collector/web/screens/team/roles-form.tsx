import { useId } from 'preact/hooks';
import type { Site } from '../../api/types.js';
import { CheckField } from '../../parts/fields.js';
import { ALL_SITES, type Rights, ROLES, type Role } from '../../roles.js';

const MEANINGS: Record<Role, string> = {
  viewer: 'viewer: reports and people',
  analyst: 'analyst: also saves, links, names',
  admin: 'admin: also settings, imports, erasing',
};

const RoleSelect = ({
  label,
  role,
  change,
}: {
  label: string;
  role: Role | undefined;
  change: (role: Role | undefined) => void;
}) => {
  const id = useId();
  return (
    <div class="role-line">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={role ?? ''}
        onChange={({ currentTarget: { value } }) => change((value || undefined) as Role)}
      >
        <option value="">no role</option>
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {MEANINGS[each]}
          </option>
        ))}
      </select>
    </div>
  );
};

/** Who may do what: an owner, or roles at all sites and at single ones. */
export const RolesForm = ({
  rights,
  sites,
  change,
}: {
  rights: Rights;
  sites: Site[];
  change: (rights: Rights) => void;
}) => {
  const { owner, roles } = rights;
  const set = (site: string) => (role: Role | undefined) => {
    const { [site]: _, ...others } = roles;
    change({ owner, roles: role ? { ...others, [site]: role } : others });
  };
  const nameOf = (key: string) => sites.find((site) => site.key === key)?.name ?? key;
  const given = Object.keys(roles).filter((key) => key !== ALL_SITES);
  const others = sites.filter(({ key }) => !given.includes(key));
  return (
    <fieldset class="rule roles">
      <legend>Permissions</legend>
      <CheckField
        label="Owner of the collector"
        hint="Everything, at all sites; invites and removes people."
        checked={owner}
        change={(owner) => change({ owner, roles })}
      />
      {!owner && (
        <>
          <RoleSelect label="At all sites" role={roles[ALL_SITES]} change={set(ALL_SITES)} />
          {given.map((key) => (
            <RoleSelect key={key} label={`At ${nameOf(key)}`} role={roles[key]} change={set(key)} />
          ))}
          {others.length > 0 && (
            <select
              aria-label="Give a role at a site"
              value=""
              onChange={({ currentTarget }) => {
                set(currentTarget.value)('viewer');
                currentTarget.value = '';
              }}
            >
              <option value="">Give a role at a site…</option>
              {others.map(({ key, name }) => (
                <option key={key} value={key}>
                  {name === key ? key : `${name} (${key})`}
                </option>
              ))}
            </select>
          )}
        </>
      )}
    </fieldset>
  );
};
