import type { Site } from '../api/types.js';
import { RangePicker } from '../report/pickers/range-picker.js';
import { keepRange } from '../report/query/range.js';
import { ROOMS } from '../rooms.js';
import { go, usePlace } from '../router.js';
import { toHref } from '../routes.js';
import { useSite, useTimeZone } from '../site-context.js';

/** Which site the app shows, and the zone its times are told in. */
export const SitePicker = ({ sites, room }: { sites: Site[]; room: string }) => {
  const { key } = useSite();
  const range = keepRange(usePlace().searchParams);
  const report = ROOMS.some(({ name, report }) => name === room && report);
  const timeZone = useTimeZone();
  return (
    <>
      <label class="site-picker">
        <span class="soft">Site</span>
        <select
          value={key}
          onChange={(event) => go(toHref(event.currentTarget.value, room || 'live') + range)}
        >
          {!key && <option value="">Choose…</option>}
          {sites.map((site) => (
            <option key={site.key} value={site.key}>
              {site.name === site.key ? site.key : `${site.name} (${site.key})`}
            </option>
          ))}
        </select>
      </label>
      {key && report && <RangePicker />}
      {key && !report && <span class="soft zone">Times in {timeZone}</span>}
    </>
  );
};
