/**
 * What a condition on a property means, in every engine. A text passes:
 *
 * - `is`: it is one of the values, letter by letter; case, accents and spaces count.
 * - `contains`, `startsWith`, `endsWith`: the value is a part of it, letter by letter; an empty value is part of every text.
 * - `above`, `atLeast`, `below`, `atMost`: it is a number as the wire knows them (`NUMBER`), and compares so.
 * - `exists`: there is a text, an empty one too.
 * - `isNot`, `notContains`, `missing`: it does not pass the opposite. So does a hit without the property.
 */
export const COMPARED = { above: '>', atLeast: '>=', below: '<', atMost: '<=' } as const;

/** A number of the wire, in the first group; what is written otherwise is no number. In the words that RE2 and JavaScript share. */
export const NUMBER = String.raw`^\s*(-?(\d+\.?\d*|\.\d+))\s*$`;
