import { useEffect, useRef, useState } from 'preact/hooks';
import { go } from '../router.js';

/** Short enough to feel immediate, long enough not to ask for every letter. */
const TYPING_MILLISECONDS = 200;

/** A search that is told once somebody pauses. */
export const TypedSearch = ({
  label,
  hint,
  value = '',
  choose,
}: {
  label: string;
  hint: string;
  value?: string;
  choose: (text: string) => void;
}) => {
  const [text, setText] = useState(value);
  const latest = useRef(choose);
  latest.current = choose;
  useEffect(() => setText(value), [value]);

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text), TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text, value]);

  return (
    <input
      type="search"
      class="search"
      aria-label={label}
      placeholder={hint}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
    />
  );
};

/** A search that lives in the address as `q`. */
export const SearchField = (parts: { label: string; hint: string; value: string }) => {
  const choose = (text: string) => {
    const place = new URL(location.href);
    if (text) place.searchParams.set('q', text);
    else place.searchParams.delete('q');
    go(place.pathname + place.search, { replace: true });
  };
  return <TypedSearch {...parts} choose={choose} />;
};
