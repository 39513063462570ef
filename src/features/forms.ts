import { createMatcher, readPath, type Target } from '../browser/elements.js';
import { listen } from '../browser/lifecycle.js';
import { attempt } from '../browser/report.js';
import type { Feature, Given } from '../core/kit.js';

type TrackSubmit = (target: Target, name: unknown, properties?: Given, callback?: unknown) => void;

export interface FormCommands {
  trackSubmit: TrackSubmit;
  trackForm: TrackSubmit;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Autofill purposes that are never captured. */
const SECRET_PURPOSE = /(^|\s)(cc-\S+|\S+-password|one-time-code)(\s|$)/;

/** Cleaned names that are captured only on request. */
const PROTECTED =
  /^cc|pass|billing|creditcard|cardnum|ccnum|exp|seccode|securitycode|securitynum|cvc|cvv|csc|ssn|socialsec|socsec/;

/** Cleaned names whose value tells who fills in the form. */
const IDENTITY = /userid|login|username|email/;

/** Whether a text looks like a card number: 13–19 digits that pass the Luhn check. */
export const isCardNumber = (text: string): boolean => {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const twice = +digit * ((index % 2) + 1);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
};

/** `a[b]` → `a_b`. */
const toFieldName = (name: string): string =>
  name.replace(/\[\]$/, '').replace(/\[([^\]]*)\]/g, '_$1');

const toCleanName = (name: string): string => toFieldName(name).toLowerCase().replace(/[_-]/g, '');

const hasClass = (field: Field, name: string): boolean => field.classList.contains(name);

/** The value of a field as it is captured, undefined where it is not. */
const toValue = (field: Field): string | undefined => {
  const { type, name, value } = field;
  const clean = toCleanName(name);
  const included = hasClass(field, 'km_include');
  const usual =
    /^(text|radio|checkbox|select.*)$/.test(type) || (type === 'email' && IDENTITY.test(clean));
  if (
    !name ||
    hasClass(field, 'km_ignore') ||
    /^(password|file)$/.test(type) ||
    SECRET_PURPOSE.test(field.autocomplete) ||
    !(included || (usual && !PROTECTED.test(clean))) ||
    (/^(radio|checkbox)$/.test(type) && !(field as HTMLInputElement).checked)
  )
    return undefined;
  const text = type.startsWith('select')
    ? value || (field as HTMLSelectElement).selectedOptions[0]?.text
    : value;
  return text === undefined || isCardNumber(text) ? undefined : text;
};

/** Properties of a submitted form, and the identity that one of its fields tells. */
export const toFields = (form: HTMLFormElement): { properties: Given; identity: string } => {
  const lists: Record<string, string[]> = Object.create(null);
  const properties: Given = Object.create(null);
  let identity = '';
  for (const field of form.elements as unknown as Iterable<Field>) {
    const value = toValue(field);
    if (value === undefined) continue;
    const name = toFieldName(field.name);
    const clean = toCleanName(field.name);
    if (field.name.endsWith('[]')) {
      lists[name] = [...(lists[name] ?? []), value.replace(/,/g, ' ')];
      properties[name] = lists[name].sort();
    } else properties[name] = value;
    if (/^(text|email)$/.test(field.type) && IDENTITY.test(clean) && value.trim())
      if (!clean.includes('email') || value.includes('@')) identity ||= value.trim();
  }
  return { properties, identity };
};

/** Records submits of forms with their fields, and takes the name of a visitor without one from them. */
export const forms: Feature<FormCommands> = (kit) => {
  const all: {
    matches(form: Element): boolean;
    name: unknown;
    given: unknown;
    callback: unknown;
  }[] = [];

  const submitted = (event: SubmitEvent): void => {
    const form = readPath(event)[0]!;
    const hits = all.filter(({ matches }) => matches(form));
    if (!hits.length) return;
    const { properties, identity } = kit.settings.formFields
      ? toFields(form as HTMLFormElement)
      : { properties: {}, identity: '' };
    if (identity) kit.identify(identity, 'f');
    for (const { name, given, callback } of hits)
      attempt(() => kit.record(name, { ...properties, ...(given as object) }, callback));
    kit.flush();
  };

  const trackSubmit: TrackSubmit = (target, name, given, callback) => {
    if (!all.length) listen('submit', submitted);
    all.push({ matches: createMatcher(target), name, given, callback });
  };

  return { settings: { formFields: true }, commands: { trackSubmit, trackForm: trackSubmit } };
};
