/** Nobody counts further. */
const MOST = 10_000;

/** A number from 1 on between two words; null where the field is empty. */
export const NumberField = ({
  label,
  before,
  after,
  hint,
  value,
  choose,
}: {
  label: string;
  before: string;
  after: string;
  /** What an empty field means. */
  hint?: string;
  value: number | null;
  choose: (value: number | null) => void;
}) => (
  <label class="choice">
    <span class="soft">{before}</span>
    <input
      type="number"
      class="field field-number"
      aria-label={label}
      min="1"
      max={MOST}
      step="1"
      placeholder={hint}
      value={value ?? ''}
      onChange={({ currentTarget: { value } }) => {
        const count = Math.min(MOST, Math.floor(Number(value)));
        choose(count >= 1 ? count : null);
      }}
    />
    <span class="soft">{after}</span>
  </label>
);
