import type { ComponentChildren } from 'preact';

/** A card with its figures. */
export const FigureCard = ({
  id,
  title,
  aside,
  children,
}: {
  id: string;
  title: ComponentChildren;
  /** What belongs beside the title. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}) => (
  <section class="card" aria-labelledby={id}>
    <div class="card-head">
      <h2 id={id}>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
);
