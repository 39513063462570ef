import type { TSchema } from 'typebox';
import type { Errors } from 'typebox/value';

/** One violation of a schema. */
export type Mistake = ReturnType<typeof Errors>[number];

const TYPES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
};

const alternatives = new Intl.ListFormat('en', { type: 'disjunction' });

/** A part of a JSON pointer as it was before it was escaped. */
export const unescapePart = (part: string): string =>
  part.replaceAll('~1', '/').replaceAll('~0', '~');

/** What the schema says of the texts that it wants. */
const describeWanted = (schema: TSchema, { schemaPath }: Mistake): string | undefined => {
  const found = schemaPath
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (part, name) => (part as Record<string, unknown>)?.[unescapePart(name)],
      schema,
    );
  return (found as { description?: string } | undefined)?.description;
};

const formatLimit = ({ params }: Mistake): string =>
  (params as { limit: number }).limit.toLocaleString('en');

const WORDS: Record<string, (mistake: Mistake, schema: TSchema) => string> = {
  pattern: (mistake, schema) =>
    `must be ${describeWanted(schema, mistake) ?? 'in the expected format'}`,
  minimum: (mistake) => `must be ${formatLimit(mistake)} or more`,
  maximum: (mistake) => `must be ${formatLimit(mistake)} or less`,
  minLength: () => 'must not be empty',
  maxLength: (mistake) => `must be at most ${formatLimit(mistake)} characters long`,
  maxItems: (mistake) => `must have at most ${formatLimit(mistake)} entries`,
  uniqueItems: () => 'must not contain duplicates',
};

/** What it might have been, where no alternative came near. */
const formatAlternatives = (mistakes: readonly Mistake[]): string => {
  const wanted = mistakes.flatMap(({ keyword, params }) => {
    if (keyword === 'const') return [`“${(params as { allowedValue: unknown }).allowedValue}”`];
    const type = keyword === 'type' ? TYPES[`${(params as { type: unknown }).type}`] : undefined;
    return type ? [type] : [];
  });
  return wanted.length
    ? `must be ${alternatives.format(new Set(wanted))}`
    : 'has an unsupported value';
};

/** What a part has to be, in the words of people; of several mistakes of one part the one that says most. */
export const tellMistake = (schema: TSchema, mistakes: readonly Mistake[]): string => {
  const told = mistakes.find(({ keyword }) => WORDS[keyword]);
  if (told) return WORDS[told.keyword]!(told, schema);
  const own = mistakes.find(({ keyword }) => keyword.startsWith('~'));
  return own?.message ?? formatAlternatives(mistakes);
};
