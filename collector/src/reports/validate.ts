import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ApiError } from '../errors.js';
import { at, type Field, isGiven, refuse, wrong } from './fields.js';
import type { Explain } from './shapes.js';

interface Pair {
  required: [string, string];
}

/** The keywords of JSON Schema that requests are described with. */
interface Schema {
  type?: string;
  anyOf?: Schema[];
  enum?: string[];
  const?: unknown;
  $ref?: string;
  $defs?: Record<string, Schema>;
  /** Pairs of parts of which only one can be given. */
  not?: Pair | { anyOf: Pair[] };
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  /** What it has to be, in words. */
  description?: string | undefined;
  /** Of alternatives: each has one of these parts. */
  '~forms'?: string[];
  '~explain'?: Explain;
}

/** Finds what is wrong with one part of a request. */
type Find = (schema: Schema, field: Field) => ApiError;

const alternatives = new Intl.ListFormat('en', { type: 'disjunction' });

const toQuoted = (names: readonly string[]): string =>
  alternatives.format(names.map((name) => `"${name}"`));

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parts that a form has; those that it has only as null are another form's. */
const toParts = ({ properties = {} }: Schema): string[] =>
  Object.keys(properties).filter((name) => properties[name]!.type !== 'null');

const isOfType = ({ type, anyOf }: Schema, value: unknown): boolean => {
  if (anyOf || type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === (type === 'integer' ? 'number' : type);
};

const KINDS: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
};

/** What a part has to be. */
const toWanted = ({ description, type, enum: choices, ...rest }: Schema): string => {
  if (description) return description;
  if (choices) return `one of ${choices.join(', ')}`;
  if (rest.const !== undefined) return String(rest.const);
  const { minimum, maximum } = rest;
  if (type === 'integer' && maximum !== undefined)
    return `a whole number from ${minimum} to ${maximum}`;
  return KINDS[type ?? ''] ?? 'an object';
};

/** What is wrong with a part that has no parts. */
const findPlain: Find = (schema, field) => {
  const { value } = field;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (schema.type === 'null') return wrong(field, 'does not apply here; leave it out');
  if (typeof value === 'string' && schema.type === 'string') {
    if (value.length < minLength) return wrong(field, 'must not be empty');
    if (value.length > maxLength)
      return wrong(field, `must be at most ${maxLength} characters long, not ${value.length}`);
  }
  return wrong(field, `must be ${toWanted(schema)}`);
};

const refuseUnknown = (field: Field, name: string, known: readonly string[]): ApiError =>
  refuse(
    at(field, name),
    (whole) => `Unknown field "${whole}". Known fields: ${known.join(', ')}.`,
  );

type Defs = Record<string, TSchema>;

const compiled = new WeakMap<object, { Check: (value: unknown) => boolean }>();

/** Compiled once, at its first use: a check of trees takes a thousand times as long otherwise. */
const compile = (schema: TSchema, defs: Defs = {}) => {
  let found = compiled.get(schema);
  if (!found) {
    found = Compile(defs, schema);
    compiled.set(schema, found);
  }
  return found;
};

const createFind = (): Find => {
  const defs: Record<string, Schema> = {};
  /** What a reference stands for. */
  const resolve = (schema: Schema): Schema => {
    Object.assign(defs, schema.$defs);
    return schema.$ref ? defs[schema.$ref]! : schema;
  };
  const isRight = (schema: Schema, { value }: Field): boolean =>
    compile(schema as TSchema, defs as Defs).Check(value);
  /** An alternative that is one of several itself stands for all of them. */
  const toFlat = (schema: Schema): Schema[] => {
    const whole = resolve(schema);
    return whole.anyOf && !whole['~forms'] ? whole.anyOf.flatMap(toFlat) : [whole];
  };

  const findInObject: Find = (schema, field) => {
    const { properties = {}, required = [], not } = schema;
    if (!isObject(field.value)) return wrong(field, 'must be an object');
    const unknown = Object.keys(field.value).find((name) => !Object.hasOwn(properties, name));
    if (unknown !== undefined) return refuseUnknown(field, unknown, toParts(schema));
    const given = (name: string) => isGiven(at(field, name));
    const pairs = not && ('anyOf' in not ? not.anyOf : [not]);
    const clash = pairs?.find(({ required: pair }) => pair.every(given));
    if (clash) {
      const [name, other] = clash.required;
      return wrong(at(field, name), `conflicts with "${other}"; use one of them`);
    }
    for (const [name, part] of Object.entries(properties)) {
      const own = at(field, name);
      if (own.value === undefined && !required.includes(name)) continue;
      if (isRight(part, own)) continue;
      const { description } = part;
      if (!isGiven(own))
        return wrong(own, `is missing${description ? `; it must be ${description}` : ''}`);
      return find(part, own);
    }
    return wrong(field, 'is not supported');
  };

  /** Finds a part that is of another form, or of another report. */
  const findForeign = (
    field: Field,
    [form, own, branches]: readonly [form: string, own: readonly string[], branches: Schema[]],
  ): ApiError | undefined => {
    const name = Object.keys(field.value as object).find(
      (one) => !own.includes(one) && isGiven(at(field, one)),
    );
    if (name === undefined) return undefined;
    const forms = branches.filter((branch) => toParts(branch).includes(name));
    const [part] = branches.map(({ properties }) => properties![name]).filter(Boolean);
    if (!forms.length) return find(part!, at(field, name));
    const needed = new Set(
      forms.map(
        ({ properties, required = [] }) =>
          required.find((one) => properties![one] && one !== name)!,
      ),
    );
    const [instead] = own.filter((one) => one !== form);
    const advice = instead ? `; with "${form}" use "${instead}"` : '';
    return refuse(at(field, name), () => `"${name}" needs ${toQuoted([...needed])}${advice}.`);
  };

  /** Of alternatives told apart by the one part that each has. */
  const findInForms: Find = (schema, field) => {
    const forms = schema['~forms']!;
    const branches = schema.anyOf!.flatMap(toFlat).filter(({ type }) => type === 'object');
    const unknown = Object.keys(field.value as object).find(
      (name) => !branches.some(({ properties = {} }) => Object.hasOwn(properties, name)),
    );
    const known = [...new Set(branches.flatMap(toParts))];
    if (unknown !== undefined) return refuseUnknown(field, unknown, known);
    const given = forms.filter((name) => isGiven(at(field, name)));
    const [form] = given;
    if (given.length !== 1 || !form)
      return wrong(
        field,
        `must have exactly one of ${forms.map((name) => `"${name}"`).join(', ')}`,
      );
    const own = schema.anyOf!.find((branch) =>
      toFlat(branch).some(({ required }) => required?.includes(form)),
    )!;
    const parts = toFlat(own).flatMap(toParts);
    return findForeign(field, [form, parts, branches]) ?? find(own, field);
  };

  const findInAlternatives: Find = (schema, field) => {
    const all = schema.anyOf!.flatMap(toFlat).filter(({ type }) => type !== 'null');
    const near = all.filter((one) => isOfType(one, field.value));
    const [only] = near;
    if (only && near.length === 1)
      return find(only.description ? only : { ...only, description: schema.description }, field);
    // Objects are told apart by the words that they have.
    for (const { properties = {} } of near)
      for (const [name, part] of Object.entries(properties)) {
        const own = at(field, name);
        const apt = near.filter(({ properties: all }) => all?.[name] && isRight(all[name], own));
        if (part.enum) return apt[0] ? find(apt[0], field) : find(part, own);
      }
    return wrong(
      field,
      `must be ${schema.description ?? alternatives.format(new Set(all.map(toWanted)))}`,
    );
  };

  const findInList: Find = ({ items, minItems = 0, maxItems }, field) => {
    const { value } = field;
    if (!Array.isArray(value)) return wrong(field, 'must be an array');
    if (value.length < minItems || value.length > maxItems!)
      return wrong(field, `must have ${minItems} to ${maxItems} entries, not ${value.length}`);
    const index = value.findIndex((_, place) => !isRight(items!, at(field, place)));
    const own = at(field, index);
    return isGiven(own) ? find(items!, own) : wrong(own, 'is missing');
  };

  const find: Find = (given, field) => {
    const schema = resolve(given);
    const own = schema['~explain']?.(field);
    if (own) return wrong(field, own);
    if (schema['~forms'] && isObject(field.value)) return findInForms(schema, field);
    if (schema.anyOf) return findInAlternatives(schema, field);
    if (schema.type === 'object') return findInObject(schema, field);
    if (schema.type === 'array') return findInList(schema, field);
    return findPlain(schema, field);
  };
  return find;
};

/** A part of a request as its schema says, or an error that names what is not, and what it has to be. */
export const validate = <Type extends TSchema>(schema: Type, field: Field): Static<Type> => {
  if (!compile(schema).Check(field.value)) throw createFind()(schema, field);
  return field.value as Static<Type>;
};
