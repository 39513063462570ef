import { useState } from 'preact/hooks';
import { createCall, type Problem, request } from '../../api/request.js';
import type { Site } from '../../api/types.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Screen } from '../../parts/screen.js';
import { go } from '../../router.js';
import { BASE, formatHref } from '../../routes.js';
import { SiteContext, useCompany, useReloadSites } from '../../site-context.js';
import { signOut } from '../sign-in/sign-out.js';
import { AccessStep } from './access-step.js';
import { CompanyStep } from './company-step.js';
import { InstallStep } from './install-step.js';
import './setup.css';

/** The steps in their order, by their names in the address. */
const STEPS = [
  ['company', 'Your company'],
  ['access', 'Your account'],
  ['install', 'First hit'],
] as const;

type Step = (typeof STEPS)[number][0];

const formatStepHref = (step: Step, site: string): string =>
  `${BASE}?${new URLSearchParams({ setup: step, ...(site && { site }) })}`;

const readStep = (query: URLSearchParams, site: Site | undefined): Step => {
  const named = STEPS.find(([name]) => name === query.get('setup'))?.[0];
  return named && site ? named : 'company';
};

/** The first steps on a new collector: whose it is, how people sign in, the first hit. */
export const Setup = ({ sites, query }: { sites: Site[]; query: URLSearchParams }) => {
  const company = useCompany();
  const reload = useReloadSites();
  const [problem, setProblem] = useState<Problem | null>(null);
  const site = sites.find(({ key }) => key === query.get('site'));
  const step = readStep(query, site);
  const demo = sites.find(({ key }) => key === 'demo');
  const to = (step: Step, key = site?.key ?? '') => go(formatStepHref(step, key));

  /** Ends the first steps; they stay reachable from Settings. */
  const leave = async (href: string) => {
    const answer = await request('/api/company', createCall('PATCH', { setUp: true }));
    if ('problem' in answer) return setProblem(answer.problem);
    reload();
    go(href);
  };

  return (
    <div class="setup">
      <header class="setup-head">
        <span class="brand">kmq</span>
        <button type="button" class="sign-out" onClick={signOut}>
          Sign out
        </button>
      </header>
      <main>
        <ol class="setup-steps" aria-label="Steps">
          {STEPS.map(([name, title]) => (
            <li key={name} aria-current={name === step ? 'step' : undefined}>
              {title}
            </li>
          ))}
        </ol>
        <SiteContext.Provider value={site ?? { key: '', name: '' }}>
          <Screen key={step} title={TITLES[step]}>
            {problem && <ProblemNote problem={problem} />}
            {step === 'company' && (
              <CompanyStep
                company={company}
                site={site}
                next={(key) => {
                  reload();
                  to('access', key);
                }}
              />
            )}
            {step === 'access' && (
              <AccessStep back={() => to('company')} next={() => to('install')} />
            )}
            {step === 'install' && site && (
              <InstallStep
                back={() => to('access')}
                next={() => leave(formatHref(site.key, 'live'))}
              />
            )}
          </Screen>
        </SiteContext.Provider>
        {step === 'company' && !site && demo && !company.setUp && (
          <button type="button" class="button" onClick={() => leave(formatHref(demo.key, 'live'))}>
            Look around with the demo site first
          </button>
        )}
        {company.setUp && step === 'company' && <a href={BASE}>Back to the reports</a>}
      </main>
    </div>
  );
};

const TITLES: Record<Step, string> = {
  company: 'Welcome to kmq',
  access: 'How you sign in',
  install: 'Send your first hit',
};
