import { useEffect, useState } from 'preact/hooks';
import { go } from '../router.js';

/** Short enough to feel immediate, long enough not to ask for every letter. */
const TYPING_MILLISECONDS = 200;

/** A search that lives in the address as `q`. */
export const SearchField = ({
  label,
  hint,
  value,
}: {
  label: string;
  hint: string;
  value: string;
}) => {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      const place = new URL(location.href);
      if (text) place.searchParams.set('q', text);
      else place.searchParams.delete('q');
      go(place.pathname + place.search, { replace: true });
    }, TYPING_MILLISECONDS);
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
