import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';

interface FieldParts {
  label: string;
  /** What it does, or how to write it. */
  hint?: ComponentChildren;
  /** What is wrong with it, empty where nothing is. */
  problem?: string;
}

/** What ties a field to the words around it. */
const useWords = ({ hint, problem }: FieldParts) => {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': problem ? true : undefined,
  };
};

const Around = ({
  id,
  label,
  hint,
  problem,
  children,
}: FieldParts & { id: string; children: ComponentChildren }) => (
  <div class="setting">
    <label for={id}>{label}</label>
    {children}
    <Words id={id} hint={hint} problem={problem} />
  </div>
);

const Words = ({
  id,
  hint,
  problem,
}: {
  id: string;
  hint: ComponentChildren;
  problem: string | undefined;
}) => (
  <>
    {hint && (
      <p id={`${id}-hint`} class="soft setting-hint">
        {hint}
      </p>
    )}
    {problem && (
      <p id={`${id}-problem`} class="reason" role="alert">
        {problem}
      </p>
    )}
  </>
);

/** One line of text. */
export const TextField = ({
  value,
  list,
  type = 'text',
  autocomplete = 'off',
  change,
  ...parts
}: FieldParts & {
  value: string;
  list?: readonly string[];
  type?: 'text' | 'email' | 'password';
  /** What a browser or a password manager may fill in. */
  autocomplete?: AutoFill;
  change: (value: string) => void;
}) => {
  const words = useWords(parts);
  const kind =
    type === 'password'
      ? { type }
      : type === 'email'
        ? { type }
        : { type, list: list && `${words.id}-list` };
  return (
    <Around id={words.id} {...parts}>
      <input
        {...words}
        class="field"
        {...kind}
        spellcheck={false}
        autocomplete={autocomplete}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {list && (
        <datalist id={`${words.id}-list`}>
          {list.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </Around>
  );
};

/** A whole number from 1 on, or nothing; the browser itself lets no form go with anything else. */
export const CountField = ({
  value,
  change,
  ...parts
}: FieldParts & { value: number | null; change: (value: number | null) => void }) => {
  const words = useWords(parts);
  return (
    <Around id={words.id} {...parts}>
      <input
        {...words}
        type="number"
        class="field field-number"
        min="1"
        step="1"
        value={value ?? ''}
        onInput={({ currentTarget: { value } }) => change(value === '' ? null : Number(value))}
      />
    </Around>
  );
};

/** Lines without what is empty: how lists are sent. */
export const trimList = (lines: string[]): string[] =>
  lines.map((line) => line.trim()).filter(Boolean);

/** Several texts, one per line. */
export const LinesField = ({
  lines,
  toKept = trimList,
  change,
  ...parts
}: FieldParts & {
  lines: string[];
  /** What is kept of lines: while it is the same, what is typed stays as it is. */
  toKept?: (lines: string[]) => string[];
  change: (lines: string[]) => void;
}) => {
  const words = useWords(parts);
  const given = lines.join('\n');
  const [text, setText] = useState(given);
  useEffect(() => {
    const kept = (text: string) => toKept(text.split('\n')).join('\n');
    setText((typed) => (kept(typed) === kept(given) ? typed : given));
  }, [given]);
  return (
    <Around id={words.id} {...parts}>
      <textarea
        {...words}
        class="field"
        spellcheck={false}
        rows={Math.max(2, text.split('\n').length)}
        value={text}
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          change(value.split('\n'));
        }}
      />
    </Around>
  );
};

/** One of a few values. */
export const SelectField = ({
  value,
  options,
  change,
  ...parts
}: FieldParts & {
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  change: (value: string) => void;
}) => {
  const words = useWords(parts);
  return (
    <Around id={words.id} {...parts}>
      <select {...words} value={value} onChange={(event) => change(event.currentTarget.value)}>
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </Around>
  );
};

/** Yes or no. */
export const CheckField = ({
  checked,
  change,
  ...parts
}: FieldParts & { checked: boolean; change: (checked: boolean) => void }) => {
  const words = useWords(parts);
  return (
    <div class="setting setting-check">
      <input
        {...words}
        type="checkbox"
        checked={checked}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <label for={words.id}>{parts.label}</label>
      <Words id={words.id} hint={parts.hint} problem={parts.problem} />
    </div>
  );
};
