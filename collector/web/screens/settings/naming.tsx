import { CheckField } from '../../parts/fields.js';
import { SettingsCard } from './settings-card.js';
import type { SiteSettings } from './site-settings.js';
import { useSettings } from './use-settings.js';

/** Whether case tells names apart. */
export const Naming = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site);
  return (
    <SettingsCard id="naming" title="Name matching" draft={draft} fields={[]}>
      <CheckField
        label="“signed up” is “Signed Up”"
        hint="Event and property names that differ only in case are the same name, as in Kissmetrics. The most frequent spelling is shown."
        checked={draft.settings.foldNames}
        change={(foldNames) => draft.change({ foldNames })}
      />
    </SettingsCard>
  );
};
