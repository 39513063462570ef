import { useState } from 'preact/hooks';
import { formatSitePath } from '../../api/request.js';
import { useAnswer } from '../../api/use-answer.js';
import { Confirm } from '../../parts/confirm.js';
import { CountField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useTimeZone } from '../../site-context.js';
import { formatCounted, formatLocalDate } from '../../text/format.js';
import type { SiteSettings } from './site-settings.js';
import { useSettings } from './use-settings.js';

/** What would go if hits were kept for so many days only. */
interface Outlived {
  days: number;
  hits: number;
  /** Those of whom nothing stays. */
  people: number;
  /** Those who lose a part of their history. */
  shortened: number;
  first: string | null;
  last: string | null;
}

/** How long hits are kept: for ever, or for days, after a look at what would go. */
export const Retention = ({ site }: { site: SiteSettings }) => {
  const { settings, changed, saved, problem, problemOf, change, save } = useSettings(site);
  const days = settings.retentionDays;
  const [asked, setAsked] = useState<number | null>(null);
  const found = useAnswer<Outlived>(
    asked === null ? null : formatSitePath(site.key, 'retention', { days: `${asked}` }),
  );
  const isLookedAt = asked !== null && asked === days && changed;
  const refused = isLookedAt && found.problem?.field === 'days' ? found.problem.happened : '';
  const preview = isLookedAt && found.value?.days === days ? found.value : null;
  return (
    <form
      class="card settings"
      aria-labelledby="retention"
      onSubmit={(event) => {
        event.preventDefault();
        if (days === null) void save();
        else if (isLookedAt) found.retry();
        else setAsked(days);
      }}
    >
      <h2 id="retention">Data retention</h2>
      <CountField
        label="Days"
        hint="At least 32: a browser may repeat a hit for 30 days. Empty: hits are kept forever."
        value={days}
        problem={refused || problemOf('retentionDays')}
        change={(retentionDays) => change({ retentionDays })}
      />
      {isLookedAt && found.problem && !refused && (
        <ProblemNote problem={found.problem} retry={found.retry} />
      )}
      {problem && !problemOf('retentionDays') && <ProblemNote problem={problem} />}
      <div role="status">
        {isLookedAt && found.loading && found.slow && <p>Counting…</p>}
        {preview && <Loss {...preview} />}
        {saved && <p class="soft">Saved.</p>}
      </div>
      <div class="tools">
        <button type="submit" class="button" disabled={!changed}>
          {days === null ? 'Keep forever' : 'Preview'}
        </button>
        {preview && (
          <Confirm
            offer={`Keep for ${formatCounted(preview.days, 'day')}`}
            question={
              preview.hits > 0
                ? `Permanently remove ${formatCounted(preview.hits, 'hit')}, and from now on all hits older than ${formatCounted(preview.days, 'day')}?`
                : `Permanently remove hits once they are older than ${formatCounted(preview.days, 'day')}?`
            }
            consequence="They are removed from the log, reports and exports within a day; hits just past the limit, within a week. This cannot be undone, except from an earlier backup."
            keep="Cancel"
            act={save}
          />
        )}
      </div>
    </form>
  );
};

const Loss = ({ hits, people, shortened, first, last, days }: Outlived) => {
  const timeZone = useTimeZone();
  if (!first || !last)
    return <p>No hit is older than {formatCounted(days, 'day')}: nothing would be removed now.</p>;
  return (
    <p>
      {formatCounted(hits, 'hit')} from {formatLocalDate(first, timeZone)} to{' '}
      {formatLocalDate(last, timeZone)} would be removed.{' '}
      {formatCounted(people, 'person', 'people')} would disappear,{' '}
      {formatCounted(shortened, 'person', 'people')} would lose part of their history. Hits of bots,
      which reports leave out, would be removed too. Nothing has been removed yet.
    </p>
  );
};
