import { go, usePlace } from '../router.js';
import { useTimeZone } from '../site-context.js';
import { addDays, isDate } from '../text/calendar.js';
import { CUSTOM, PRESETS, toPresetName, toRangeText } from './range.js';
import { useRange, useReportZone } from './use-range.js';

/** Dates and zone of the report, which live in the address. */
export const RangePicker = () => {
  const place = usePlace();
  const preset = toPresetName(place.searchParams);
  const range = useRange();
  const last = addDays(range.to, -1);

  const say = (parts: Record<string, string>) => {
    for (const name of ['range', 'from', 'through']) place.searchParams.delete(name);
    for (const [name, value] of Object.entries(parts)) place.searchParams.set(name, value);
    go(place.pathname + place.search);
  };
  // Wide enough that switching to dates of one's own begins with what is shown.
  const custom = { from: range.from ?? addDays(last, -29), through: last };
  const choose = (name: string) => say(name === CUSTOM ? custom : { range: name });

  return (
    <fieldset class="range">
      <legend class="unseen">Dates of the report</legend>
      <select
        aria-label="Dates"
        value={preset}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {PRESETS.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
        <option value={CUSTOM}>Custom dates</option>
      </select>
      {preset === CUSTOM ? (
        <>
          <DateField
            label="First day"
            value={custom.from}
            choose={(from) => say({ from, through: last < from ? from : last })}
          />
          <span aria-hidden="true" class="range-dash">
            –
          </span>
          <DateField
            label="Last day"
            value={last}
            choose={(through) =>
              say({ from: custom.from > through ? through : custom.from, through })
            }
          />
        </>
      ) : (
        <span class="soft range-text">{toRangeText(range)}</span>
      )}
      <ZonePicker />
    </fieldset>
  );
};

const DateField = ({
  label,
  value,
  choose,
}: {
  label: string;
  value: string;
  choose: (date: string) => void;
}) => (
  <input
    type="date"
    class="field"
    aria-label={label}
    value={value}
    // Half-typed years are dates, too: those that cannot be meant are passed over.
    onChange={(event) => isDate(event.currentTarget.value) && choose(event.currentTarget.value)}
  />
);

const ZonePicker = () => {
  const place = usePlace();
  const usual = useTimeZone();
  const zone = useReportZone();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choose = (name: string) => {
    if (name === usual) place.searchParams.delete('zone');
    else place.searchParams.set('zone', name);
    go(place.pathname + place.search);
  };
  return (
    <select
      class="zone-picker"
      aria-label="Time zone"
      title="Days begin and end in this time zone"
      value={zone}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {[...new Set([usual, here, 'UTC', zone])].map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
};
