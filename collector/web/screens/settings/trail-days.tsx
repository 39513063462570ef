import { CountField } from '../../parts/fields.js';
import { SettingsCard } from './settings-card.js';
import type { SiteSettings } from './site-settings.js';
import { useSettings } from './use-settings.js';

/** How long the audit trail of the site is kept. */
export const TrailDays = ({ site }: { site: SiteSettings }) => {
  const draft = useSettings(site);
  const { settings, change, problemOf } = draft;
  return (
    <SettingsCard
      id="trail-days"
      title="Audit trail retention"
      draft={draft}
      fields={['trailDays']}
    >
      <CountField
        label="Days"
        hint="At least 30. Empty: entries are kept forever."
        value={settings.trailDays}
        problem={problemOf('trailDays')}
        change={(trailDays) => change({ trailDays })}
      />
    </SettingsCard>
  );
};
