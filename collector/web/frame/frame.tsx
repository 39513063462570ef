import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Site } from '../api/types.js';
import { Rail } from './rail.js';
import { SitePicker } from './site-picker.js';
import './frame.css';

/** What stays while views change: the rail, the top bar, the way past them. */
export const Frame = ({
  sites,
  page,
  children,
}: {
  sites: Site[];
  page: string;
  children: ComponentChildren;
}) => {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!open) return;
    document.querySelector<HTMLElement>('#rail li a')?.focus();
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [open]);

  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <button
          ref={button}
          type="button"
          class="button menu"
          aria-expanded={open}
          aria-controls="rail"
          onClick={() => setOpen(!open)}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M1 3.5h14M1 8h14M1 12.5h14" stroke="currentColor" stroke-width="1.5" />
          </svg>
          Menu
        </button>
        <SitePicker sites={sites} page={page} />
      </header>
      <Rail open={open} page={page} close={() => setOpen(false)} />
      {open && (
        <button
          type="button"
          class="shade"
          aria-label="Close the menu"
          onClick={() => setOpen(false)}
        />
      )}
      <main class="content" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
};
