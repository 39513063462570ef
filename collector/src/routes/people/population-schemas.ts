import { Type } from 'typebox';
import { createLabel } from '../../store/label.js';
import { LIST_MOST } from '../../store/populations.js';

const NAME_LENGTH = 255;
/** Characters of the text that says where a list comes from. */
export const SOURCE_LENGTH = 500;
const CURSOR_LENGTH = 1000;
const LIMIT_MOST = 1000;

const Name = createLabel(NAME_LENGTH);
const Source = Type.String({ maxLength: SOURCE_LENGTH });
/** The people behind a number, as `POST …/reports/people` has them. */
const Behind = {
  reportId: Type.String({ maxLength: NAME_LENGTH }),
  pick: Type.Optional(Type.Object({})),
  q: Type.Optional(Type.String({ maxLength: NAME_LENGTH })),
};

/** A population as it is sent: a condition, the people behind a number, or identities that were written down. */
export const NewPopulation = Type.Object(
  {
    name: Name,
    definition: Type.Optional(Type.Object({})),
    ...Type.Partial(Type.Object(Behind)).properties,
    identities: Type.Optional(Type.Array(Type.String(), { maxItems: LIST_MOST })),
    source: Type.Optional(Source),
  },
  { additionalProperties: false },
);
/** What may be changed of one. */
export const PopulationChanges = Type.Partial(
  Type.Object({ name: Name, definition: Type.Object({}), source: Source }),
  { additionalProperties: false },
);
/** Conditions that are not saved yet. */
export const Drafted = Type.Object(
  { definition: Type.Object({}) },
  { additionalProperties: false },
);
/** A condition that may have the people behind a number. */
export const Compared = Type.Object(
  { definition: Type.Object({}), ...Behind },
  { additionalProperties: false },
);
/** A page of its people. */
export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: CURSOR_LENGTH })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MOST })),
  format: Type.Optional(Type.String()),
});
