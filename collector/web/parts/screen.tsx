import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** One view: its only heading, what belongs beside it, then the cards. */
export const Screen = ({
  title,
  site,
  aside,
  children,
}: {
  title: string;
  site?: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) => {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = [title, site, 'kmq'].filter(Boolean).join(' · ');
  }, [title, site]);

  // A change of view moves the reader there, as a page load would; the first view leaves the focus alone.
  useEffect(() => {
    if (document.activeElement !== document.body) heading.current?.focus();
  }, []);

  return (
    <>
      <div class="screen-head">
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {aside}
      </div>
      {children}
    </>
  );
};
