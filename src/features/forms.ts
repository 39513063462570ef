import { readPath, type Target } from '../browser/elements.js';
import { readGlobal } from '../browser/global.js';
import { listen } from '../browser/lifecycle.js';
import { readMember } from '../browser/member.js';
import { attempt, tryOr } from '../browser/report.js';
import { createTrackers } from '../browser/trackers.js';
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
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    sum += +(index % 2 ? '0246813579'[+digit]! : digit);
  });
  return /^\d{13,19}$/.test(digits) && sum % 10 < 1;
};

/** A submit of the same form with nothing changed, so soon after the last one, is an impatient press of the button. */
const AGAIN_MS = 1_000;

type Fields = Record<string, unknown>;

const readFields = (form: object): Field[] => [
  ...(readMember(form, 'elements') as Iterable<Field>),
];

/** Adds what a field tells to the properties of its form; gives the identity that it tells, '' for none. */
const readField = (field: Field, properties: Fields): string => {
  const { type, classList } = field;
  const name = typeof field.name === 'string' ? field.name : field.getAttribute('name')!;
  const key = name.replace(/\[]$/, '').replace(/\[(.*?)]/g, '_$1');
  const clean = key.toLowerCase().replace(/[_-]/g, '');
  const tellsWho = IDENTITY.test(clean);
  const isText = type === 'text' || (type === 'email' && tellsWho);
  const isChoice = /^(radio|checkbox)$/.test(type);
  const isSelect = /^select/.test(type);
  const values = isSelect
    ? [...field.selectedOptions!].map(({ value, text }) => value || text)
    : [field.value];
  if (
    name &&
    (classList.contains('km_include') ||
      ((isText || isChoice || isSelect) && !PROTECTED.test(clean))) &&
    !classList.contains('km_ignore') &&
    // Firefox knows fewer purposes than there are, and tells '' for the others by the property.
    !SECRET.test(`${type} ${field.getAttribute('autocomplete')}`) &&
    (!isChoice || field.checked) &&
    !values.some((value) => isCardNumber(`${value}`))
  ) {
    const isList = name.endsWith('[]');
    const texts = isList || values[1] ? values.map((value) => value.replace(/,/g, ' ')) : values;
    properties[key] = isList
      ? [...((properties[key] as string[]) ?? []), ...texts].sort()
      : isSelect && !values[0]
        ? ''
        : texts;
    const [value] = values;
    if (isText && tellsWho && (/@/.test(value!) || !/email/.test(clean))) return value!.trim();
  }
  return '';
};

/** Properties of a form, and the identity that one of its fields tells, '' for none. */
const toFields = (fields: Field[]): [properties: Fields, identity: string] => {
  const properties: Fields = Object.create(null);
  let identity = '';
  // An element of the page's own may have none of the members of a field, or others of the same names.
  for (const field of fields) identity ||= tryOr('', () => readField(field, properties));
  return [properties, identity];
};

/** Records submits of forms with their fields, and takes the name of a visitor without one from them. */
export const forms: Feature<FormCommands> = (kit) => {
  const [all, track, matches] = createTrackers();
  /** The last submit: its form, with each field and what was in it. */
  let last: unknown[] = [];
  let lastTime = 0;

  const isRepeat = (form: unknown, fields: Field[]): boolean => {
    const state = [
      form,
      ...fields.flatMap((field) => [
        field,
        ...tryOr<unknown[]>([], () => [field.value, field.checked]),
      ]),
    ];
    const before = last;
    const since = Date.now() - lastTime;
    last = state;
    lastTime += since;
    return (
      since < AGAIN_MS &&
      state.length === before.length &&
      state.every((each, index) => each === before[index])
    );
  };

  const submitted = (event: Event): void => {
    const [form] = readPath(event) as [Element];
    const tracked = all.filter((each) => matches(each, [form]));
    const fields = tracked[0] ? tryOr([], () => readFields(form)) : [];
    if (!tracked[0] || isRepeat(form, fields)) return;
    const isCaptured = kit.settings.formFields && !readGlobal('KM_SKIP_FORM_FIELDS');
    const [properties, identity] = isCaptured ? toFields(fields) : [{}, ''];
    if (identity) kit.identify(identity, 'f');
    for (const { record } of tracked) attempt(() => record(properties));
    kit.flush();
  };

  const trackSubmit: TrackSubmit = (target, name, given, callback) => {
    if (!all[0]) listen('submit', submitted);
    track(target, name, (fields) => kit.record(name, { ...fields, ...given }, callback));
  };

  return { settings: { formFields: true }, commands: { trackSubmit, trackForm: trackSubmit } };
};
