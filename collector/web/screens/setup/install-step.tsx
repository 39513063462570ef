import { useState } from 'preact/hooks';
import { formatSitePath } from '../../api/request.js';
import type { SiteWithInstall } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { CodeBlock } from '../../parts/code-block.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSite } from '../../site-context.js';
import { FirstHit } from '../install/first-hit.js';
import { FRAMEWORKS } from './frameworks.js';

/** What to paste, and the sign that it works. */
export const InstallStep = ({ back, next }: { back: () => void; next: () => void }) => {
  const { key } = useSite();
  const { value, problem, retry } = useAnswer<SiteWithInstall>(formatSitePath(key));
  const [name, setName] = useState(FRAMEWORKS[0]!.name);
  const framework = FRAMEWORKS.find((framework) => framework.name === name)!;
  return (
    <>
      <FirstHit />
      <fieldset class="card choices">
        <legend>What is your site built with?</legend>
        {FRAMEWORKS.map(({ name: each, title }) => (
          <label key={each}>
            <input
              type="radio"
              name="framework"
              value={each}
              checked={each === name}
              onChange={() => setName(each)}
            />
            {title}
          </label>
        ))}
      </fieldset>
      {problem && <ProblemNote problem={problem} retry={retry} />}
      {value && (
        <section class="card" aria-label={`Install with ${framework.title}`}>
          <p>
            {framework.hint}{' '}
            <a href={`/docs/${framework.docs}.html`} target="_blank" rel="noreferrer">
              More about {framework.title}
            </a>
          </p>
          {framework.createPieces(value.install, key).map(({ label, code }) => (
            <CodeBlock key={label} code={code} label={label} />
          ))}
        </section>
      )}
      <div class="tools">
        <button type="button" class="button" onClick={back}>
          Back
        </button>
        <button type="button" class="button button-main" onClick={next}>
          Finish
        </button>
        <span class="soft">The code stays in Install.</span>
      </div>
    </>
  );
};
