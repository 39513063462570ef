import { createMatcher, readPath, type Target } from '../browser/elements.js';
import { readGlobal } from '../browser/global.js';
import { listen } from '../browser/lifecycle.js';
import { attempt } from '../browser/report.js';
import type { Feature, Given } from '../core/kit.js';

type TrackSubmit = (target: Target, name: unknown, properties?: Given, callback?: unknown) => void;

export interface FormCommands {
  trackSubmit: TrackSubmit;
  trackForm: TrackSubmit;
}

/** What any control of a form may have. */
type Field = HTMLInputElement & Partial<Pick<HTMLSelectElement, 'selectedOptions'>>;

/** Autofill purposes, and types, that are never captured. */
const SECRET = /(^| )(cc-.+|.+-password|one-time-code|password|file)( |$)/i;

/** Cleaned names that are captured only on request. */
const PROTECTED =
  /^cc|pass|billing|creditcard|cardnum|ccnum|exp|sec(urity)?(code|num)|cvc|cvv|csc|ssn|soc(ial)?sec/;

/** Cleaned names whose value tells who fills in the form. */
const IDENTITY = /userid|login|username|email/;

/** Whether a text looks like a card number: 13–19 digits that pass the Luhn check. */
export const isCardNumber = (text: string): boolean => {
  const digits = text.replace(/[ -]/g, '');
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + +(index % 2 ? '0246813579'[+digit]! : digit), 0);
  return /^\d{13,19}$/.test(digits) && sum % 10 < 1;
};

/** Properties of a form, and the identity that one of its fields tells, '' for none. */
const toFields = (form: HTMLFormElement): [properties: Given, identity: string] => {
  const properties: Record<string, string | string[]> = Object.create(null);
  let identity = '';
  for (const field of form.elements as unknown as Iterable<Field>) {
    const { type, name, classList, selectedOptions } = field;
    const key = name.replace(/\[]$/, '').replace(/\[(.*?)]/g, '_$1');
    const clean = key.toLowerCase().replace(/[_-]/g, '');
    const tellsWho = IDENTITY.test(clean);
    const isText = type === 'text' || (type === 'email' && tellsWho);
    const isChoice = /^(radio|checkbox)$/.test(type);
    const value = field.value || selectedOptions?.[0]?.text || '';
    if (
      name &&
      (classList.contains('km_include') ||
        ((isText || isChoice || selectedOptions) && !PROTECTED.test(clean))) &&
      !classList.contains('km_ignore') &&
      // Firefox knows fewer purposes than there are, and tells '' for the others by the property.
      !SECRET.test(`${type} ${field.getAttribute('autocomplete')}`) &&
      (!isChoice || field.checked) &&
      !isCardNumber(value)
    ) {
      properties[key] = name.endsWith('[]')
        ? [properties[key] ?? [], value.replace(/,/g, ' ')].flat().sort()
        : value;
      if (isText && tellsWho && (/@/.test(value) || !/email/.test(clean)))
        identity ||= value.trim();
    }
  }
  return [properties, identity];
};

/** Records submits of forms with their fields, and takes the name of a visitor without one from them. */
export const forms: Feature<FormCommands> = (kit) => {
  const all: { matches(form: Element): boolean; record(fields: Given): void }[] = [];

  const submitted = (event: Event): void => {
    const form = readPath(event)[0] as HTMLFormElement;
    const tracked = all.filter(({ matches }) => matches(form));
    if (!tracked[0]) return;
    const isCaptured = kit.settings.formFields && !readGlobal('KM_SKIP_FORM_FIELDS');
    const [properties, identity] = isCaptured ? toFields(form) : [{}, ''];
    if (identity) kit.identify(identity, 'f');
    for (const { record } of tracked) attempt(() => record(properties));
    kit.flush();
  };

  const trackSubmit: TrackSubmit = (target, name, given, callback) => {
    if (!all[0]) listen('submit', submitted);
    all.push({
      matches: createMatcher(target),
      record: (fields) => kit.record(name, { ...fields, ...given }, callback),
    });
  };

  return { settings: { formFields: true }, commands: { trackSubmit, trackForm: trackSubmit } };
};
