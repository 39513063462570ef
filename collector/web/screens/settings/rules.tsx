import { LinesField, SelectField, TextField } from '../../parts/fields.js';
import { SettingsCard } from './settings-card.js';
import { formatPropertyLines, type Rule, readPropertyLines } from './site-settings.js';
import type { Draft } from './use-settings.js';

const MOMENTS = [
  ['view', 'a page is viewed'],
  ['click', 'an element is clicked'],
  ['submit', 'a form is submitted'],
] as const;

const NEW_RULE: Rule = { on: 'view', url: '', name: '' };

/** Events that pages record without code. */
export const Rules = ({ draft }: { draft: Draft }) => {
  const { settings, change, problemOf } = draft;
  const rules = (settings.client.rules ?? []) as Rule[];
  const set = (rules: Rule[]) => {
    const { rules: _before, ...client } = settings.client;
    change({ client: rules.length > 0 ? { ...client, rules } : client });
  };
  return (
    <SettingsCard id="rules" title="Codeless events" draft={draft} fields={[]}>
      <p class="soft">
        The site’s script records these automatically. Addresses are patterns: <code>/pricing</code>
        , <code>/blog/*</code>.
      </p>
      {rules.map((rule, index) => (
        // Rules have no name of their own: two may be alike.
        <RuleFields
          key={index}
          number={index + 1}
          rule={rule}
          problemOf={(field) => problemOf(`client.rules.${index}.${field}`)}
          change={(rule) => set(rules.with(index, rule))}
          remove={() => set(rules.filter((_, place) => place !== index))}
        />
      ))}
      <p>
        <button type="button" class="button" onClick={() => set([...rules, NEW_RULE])}>
          Add an event
        </button>
      </p>
    </SettingsCard>
  );
};

const RuleFields = ({
  number,
  rule,
  problemOf,
  change,
  remove,
}: {
  number: number;
  rule: Rule;
  problemOf: (field: string) => string;
  change: (rule: Rule) => void;
  remove: () => void;
}) => {
  const { on, url, target = '', name, props } = rule;
  const choose = (word: string) => {
    const { target: _before, ...others } = rule;
    const moment = MOMENTS.find(([moment]) => moment === word)?.[0] ?? 'view';
    change(moment === 'view' ? { ...others, on: moment } : { ...rule, on: moment, target });
  };
  return (
    <fieldset class="rule">
      <legend>Event {number}</legend>
      <TextField
        label="Name of the event"
        value={name}
        problem={problemOf('name')}
        change={(name) => change({ ...rule, name })}
      />
      <SelectField
        label="When"
        value={on}
        options={MOMENTS}
        problem={problemOf('on')}
        change={choose}
      />
      <TextField
        label="On pages"
        value={url}
        problem={problemOf('url')}
        change={(url) => change({ ...rule, url })}
      />
      {on !== 'view' && (
        <TextField
          label="Element"
          hint="A selector, such as #buy or .sign-up."
          value={target}
          problem={problemOf('target')}
          change={(target) => change({ ...rule, target })}
        />
      )}
      <LinesField
        label="Properties"
        hint="Such as Plan = Pro, one per line."
        lines={formatPropertyLines(props)}
        toKept={(lines) => formatPropertyLines(readPropertyLines(lines))}
        problem={problemOf('props')}
        change={(lines) => change({ ...rule, props: readPropertyLines(lines) })}
      />
      <button type="button" class="button button-small" onClick={remove}>
        Remove event {number}
      </button>
    </fieldset>
  );
};
