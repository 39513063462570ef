import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useSite, useTimeZone } from '../../site-context.js';
import { formatDate } from '../../text/calendar.js';
import { formatCount, formatLocalDate } from '../../text/format.js';
import { DidYouMean } from '../did-you-mean.js';
import { findSeen, listOptions, type SeenName } from '../query/names.js';

/** A field that completes names the site has sent: Enter takes the first suggestion. Another name is allowed, and marked. */
export const NamePicker = ({
  label,
  value,
  names,
  hint = 'Event…',
  open: anyName = false,
  focus = false,
  choose,
}: {
  label: string;
  value: string;
  /** Null while they are on the way. */
  names: SeenName[] | null;
  hint?: string;
  /** A name that was never seen is nothing to warn of: the typed text is the first suggestion. */
  open?: boolean;
  /** Whether it takes the focus as it appears. */
  focus?: boolean;
  choose: (name: string) => void;
}) => {
  const id = useId();
  const timeZone = useTimeZone();
  const [text, setText] = useState(value);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, []);
  /** The name chosen last: leaving the field must not choose it once more. */
  const chosen = useRef(value);
  useEffect(() => {
    chosen.current = value;
    setText(value);
  }, [value]);

  // What was chosen before says nothing about what is looked for now.
  const found = open ? listOptions(names ?? [], text === value ? '' : text, anyName) : [];
  const shown = open && found.length > 0;

  const take = (name: string) => {
    setOpen(false);
    setActive(-1);
    setText(name);
    if (name === chosen.current) return;
    chosen.current = name;
    choose(name);
  };
  const move = (step: number) => {
    setOpen(true);
    const next = active + step;
    const place = next < -1 ? found.length - 1 : next >= found.length ? -1 : next;
    setActive(place);
    list.current?.children[place]?.scrollIntoView({ block: 'nearest' });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter') take(found[active]?.name ?? text.trim());
    else if (event.key === 'Escape' && open) {
      setOpen(false);
      setActive(-1);
      setText(value);
    } else return;
    event.preventDefault();
  };

  return (
    <div class="name-picker">
      <input
        ref={field}
        type="text"
        class="field"
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && found[active] ? `${id}-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={255}
        placeholder={hint}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setOpen(true)}
        onInput={(event) => {
          chosen.current = value;
          setText(event.currentTarget.value);
          // Enter takes the first suggestion.
          setActive(event.currentTarget.value.trim() ? 0 : -1);
          setOpen(true);
        }}
        onKeyDown={press}
        onBlur={() => take(text.trim())}
      />
      <div
        ref={list}
        id={`${id}-list`}
        class="name-list"
        role="listbox"
        aria-label={`${label}: names seen`}
        hidden={!shown}
      >
        {found.map(({ name, count, lastSeen, asTyped }, index) => (
          <div
            key={name}
            id={`${id}-${index}`}
            class="name-option"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onMouseDown={(event) => {
              // The field keeps the focus, or leaving it would choose what was typed.
              event.preventDefault();
              take(name);
            }}
          >
            <span class="name-text">{asTyped ? `Use “${name}”` : name}</span>
            <span class="soft name-count">
              {asTyped ? !anyName && 'never seen' : count > 0 && formatCount(count)}
              {lastSeen && `, last ${formatDate(formatLocalDate(lastSeen, timeZone))}`}
            </span>
          </div>
        ))}
      </div>
      {!anyName && <NeverSeen value={value} names={names} choose={choose} />}
    </div>
  );
};

const NeverSeen = ({
  value,
  names,
  choose,
}: {
  value: string;
  names: SeenName[] | null;
  choose: (name: string) => void;
}) => {
  const { foldNames } = useSite();
  if (!value || !names || findSeen(names, value, foldNames)) return null;
  return (
    <p class="never-seen">
      <span class="warning">Never seen.</span>{' '}
      <DidYouMean name={value} names={names} choose={choose} />
    </p>
  );
};
