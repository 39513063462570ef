import type { Site } from '../api/types.js';
import { PAGES } from '../pages.js';
import { RangePicker } from '../report/pickers/range-picker.js';
import { keepRange } from '../report/query/range.js';
import { go, usePlace } from '../router.js';
import { formatHref } from '../routes.js';
import { useSite, useTimeZone } from '../site-context.js';

/** Which site the app shows, and the zone its times are told in. */
export const SitePicker = ({ sites, page }: { sites: Site[]; page: string }) => {
  const { key } = useSite();
  const range = keepRange(usePlace().searchParams);
  const report = PAGES.some(({ name, report }) => name === page && report);
  const timeZone = useTimeZone();
  return (
    <>
      <label class="site-picker">
        <span class="soft">Site</span>
        <select
          value={key}
          onChange={(event) => go(formatHref(event.currentTarget.value, page || 'live') + range)}
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
