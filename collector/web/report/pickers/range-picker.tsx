import { useState } from 'preact/hooks';
import { usePlace } from '../../router.js';
import { useTimeZone } from '../../site-context.js';
import { addDays, isDate } from '../../text/calendar.js';
import { useChange } from '../query/change.js';
import { CUSTOM, formatRange, PRESETS, readPresetName } from '../query/range.js';
import { useRange, useReportZone } from '../query/use-range.js';
import { isCompared } from '../query/use-report.js';
import { PopulationPicker } from './population-picker.js';

/** Dates, zone, comparison and population of the report, which live in the address. */
export const RangePicker = () => {
  const [open, setOpen] = useState(false);
  const range = useRange();
  const preset = readPresetName(usePlace().searchParams);
  return (
    <>
      <button
        type="button"
        class="button range-button"
        aria-expanded={open}
        aria-controls="range"
        onClick={() => setOpen(!open)}
      >
        {PRESETS.find(({ name }) => name === preset)?.title ?? formatRange(range)}
      </button>
      <Fields open={open} />
    </>
  );
};

const Fields = ({ open }: { open: boolean }) => {
  const query = usePlace().searchParams;
  const change = useChange();
  const preset = readPresetName(query);
  const range = useRange();
  const last = addDays(range.to, -1);

  const say = (parts: Record<string, string>) =>
    change({ range: null, from: null, through: null, ...parts });
  // Wide enough that switching to dates of one's own begins with what is shown.
  const custom = { from: range.from ?? addDays(last, -29), through: last };
  const choose = (name: string) => say(name === CUSTOM ? custom : { range: name });

  return (
    <fieldset id="range" class={open ? 'range range-open' : 'range'}>
      <legend class="unseen">Dates and population of the report</legend>
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
        <span class="soft range-text">{formatRange(range)}</span>
      )}
      <label class="compare" title="Compare with the previous period of the same length">
        <input
          type="checkbox"
          checked={isCompared(query)}
          disabled={range.from === null}
          onChange={(event) => change({ compare: event.currentTarget.checked ? '1' : null })}
        />
        Compare
      </label>
      <ZonePicker />
      <PopulationPicker chosen={query.get('population') ?? ''} />
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
  const change = useChange();
  const usual = useTimeZone();
  const zone = useReportZone();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <select
      class="zone-picker"
      aria-label="Time zone"
      title="Time zone of the report"
      value={zone}
      onChange={({ currentTarget: { value } }) => change({ zone: value === usual ? null : value })}
    >
      {[...new Set([usual, here, 'UTC', zone])].map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
};
