import { useState } from 'preact/hooks';
import {
  createCall,
  createPost,
  formatSitePath,
  type Problem,
  request,
} from '../../api/request.js';
import type { Company, Site } from '../../api/types.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { formatSiteKey } from './site-key.js';

const CURRENCIES = Intl.supportedValuesOf('currency').map((code) => {
  const name = new Intl.DisplayNames('en', { type: 'currency' }).of(code);
  return [code, name && name !== code ? `${code}, ${name}` : code] as const;
});

interface Draft {
  company: string;
  name: string;
  key: string;
  timeZone: string;
  currency: string;
}

const createDraft = (company: Company, site: Site | undefined): Draft => ({
  company: company.name ?? '',
  name: site?.name ?? '',
  key: site?.key ?? '',
  timeZone: site?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: site?.currency ?? 'USD',
});

/** Saves the company and its site; answers what is wrong, or the key of the site. */
const save = async (
  { company, key, ...settings }: Draft,
  site: Site | undefined,
): Promise<{ problem: Problem } | { key: string }> => {
  const named = await request<Company>('/api/company', createCall('PATCH', { name: company }));
  if ('problem' in named) return { problem: { ...named.problem, field: 'company' } };
  const saved = site
    ? await request<Site>(formatSitePath(site.key), createCall('PATCH', settings))
    : await request<Site>('/api/sites', createPost({ key, ...settings }));
  return 'problem' in saved ? saved : { key: saved.value.key };
};

/** The company, and its first site. */
export const CompanyStep = ({
  company,
  site,
  next,
}: {
  company: Company;
  /** The site, once it was added. */
  site: Site | undefined;
  next: (key: string) => void;
}) => {
  const [draft, setDraft] = useState(createDraft(company, site));
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  const problemOf = (field: string) => (problem?.field === field ? problem.happened : '');
  const key = draft.key || formatSiteKey(draft.name);
  const isComplete = draft.company.trim() && draft.name.trim() && key;

  const submit = async (event: Event) => {
    event.preventDefault();
    const trimmed = { ...draft, company: draft.company.trim(), name: draft.name.trim(), key };
    const answer = await save(trimmed, site);
    if ('problem' in answer) setProblem(answer.problem);
    else next(answer.key);
  };

  return (
    <form class="card settings" onSubmit={submit}>
      <TextField
        label="Company"
        value={draft.company}
        problem={problemOf('company')}
        change={(company) => change({ company })}
      />
      <TextField
        label="First site"
        hint="The name of a web site or app that you want to track."
        value={draft.name}
        problem={problemOf('name')}
        change={(name) => change({ name })}
      />
      {site ? (
        <p class="soft">
          Its key is <code>{site.key}</code>.
        </p>
      ) : (
        <TextField
          label="Key of the site"
          hint="Letters, digits, - and _; part of the script address, so it cannot change later."
          value={key}
          problem={problemOf('key')}
          change={(key) => change({ key: key.trim() })}
        />
      )}
      <TextField
        label="Time zone"
        hint="Days, weeks and months of reports use this time zone."
        value={draft.timeZone}
        list={Intl.supportedValuesOf('timeZone')}
        problem={problemOf('timeZone')}
        change={(timeZone) => change({ timeZone })}
      />
      <SelectField
        label="Currency"
        hint="Revenue in other currencies is shown separately, never added."
        value={draft.currency}
        options={CURRENCIES}
        problem={problemOf('currency')}
        change={(currency) => change({ currency })}
      />
      {problem && !FIELDS.some(problemOf) && <ProblemNote problem={problem} />}
      <div class="tools">
        <button type="submit" class="button button-main" disabled={!isComplete}>
          {site ? 'Save and continue' : 'Add the site'}
        </button>
        <span class="soft">Everything but the key can be changed in Settings.</span>
      </div>
    </form>
  );
};

/** Fields that show their own problem. */
const FIELDS = ['company', 'name', 'key', 'timeZone', 'currency'];
