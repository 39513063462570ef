/** One of a few values, with its name in front. */
export const Choice = ({
  label,
  title,
  value,
  options,
  choose,
}: {
  /** May be empty where `title` says it. */
  label: string;
  title?: string;
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  choose: (value: string) => void;
}) => (
  <label class="choice">
    {label && <span class="soft">{label}</span>}
    <select
      aria-label={title}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {!options.some(([option]) => option === value) && <option value={value}>{value}</option>}
      {options.map(([option, title]) => (
        <option key={option} value={option}>
          {title}
        </option>
      ))}
    </select>
  </label>
);
