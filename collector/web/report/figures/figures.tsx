import type { ComponentChildren } from 'preact';

/** The numbers that answer the question, before everything else. */
export const Figures = ({ figures }: { figures: [name: string, figure: ComponentChildren][] }) => (
  <dl class="card big-figures">
    {figures.map(([name, figure]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{figure}</dd>
      </div>
    ))}
  </dl>
);
