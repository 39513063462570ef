import type { Hit } from '../wire/hit.js';
import { toText } from '../wire/value.js';

/** So long a matcher waits for what a page has not sent yet. */
const WAIT_MS = 5_000;
const PAUSE_MS = 50;

/** What matchers look at: a client of `createTestKmq`, or what `watchHits` has seen. */
export interface Hits {
  hits: readonly Hit[];
  /** Hits come in later: matchers wait for them. */
  arrive?: boolean;
  /** The current identity. */
  i?(): string;
}

interface Result {
  pass: boolean;
  message(): string;
}

/** A value as a test expects it: what it would be sent as, or a matcher such as `expect.any(String)`. */
const isAs = (actual: string | undefined, expected: unknown): boolean => {
  const { asymmetricMatch } = Object(expected) as { asymmetricMatch?(value: unknown): boolean };
  return asymmetricMatch ? asymmetricMatch.call(expected, actual) : toText(expected) === actual;
};

const hasAll = (hit: Hit, expected: object = {}): boolean =>
  Object.entries(expected).every(([name, value]) => isAs(hit.properties[name], value));

const toLine = ({ kind, name = '', person, properties }: Hit): string =>
  kind === 'alias'
    ? `alias ${name} = ${person}`
    : `${kind === 'set' ? 'set' : name} ${JSON.stringify(properties)}`;

const toList = (hits: readonly Hit[]): string =>
  hits.length ? hits.map((hit) => `  ${toLine(hit)}`).join('\n') : '  nothing';

/** Looks now, or again and again while hits may come in. */
const look = (
  { isNot }: { isNot?: boolean },
  received: Hits,
  isThere: () => boolean,
  what: string,
): Result | Promise<Result> => {
  const toResult = (): Result => {
    const pass = isThere();
    return {
      pass,
      message: () => `expected ${isNot ? 'no ' : ''}${what}; tracked:\n${toList(received.hits)}`,
    };
  };
  if (!received.arrive || isNot) return toResult();
  const end = Date.now() + WAIT_MS;
  return new Promise((resolve) => {
    const again = (): void => {
      if (isThere() || Date.now() > end) resolve(toResult());
      else setTimeout(again, PAUSE_MS);
    };
    again();
  });
};

const toWith = (expected: object | undefined): string =>
  expected ? ` with ${JSON.stringify(expected)}` : '';

/** For `expect.extend` of vitest, Jest and Playwright. Properties may be some of the hit's. */
export const kmqMatchers = {
  /** An event of this name was recorded, with these properties. */
  toHaveRecorded(
    this: { isNot?: boolean },
    received: Hits,
    name: string,
    properties?: object,
  ): Result | Promise<Result> {
    const isThere = () =>
      received.hits.some(
        (hit) => hit.kind === 'event' && hit.name === name && hasAll(hit, properties),
      );
    return look(this, received, isThere, `event ${name}${toWith(properties)}`);
  },
  /** These properties of a person were set. */
  toHaveSet(
    this: { isNot?: boolean },
    received: Hits,
    properties: object,
  ): Result | Promise<Result> {
    const isThere = () =>
      received.hits.some((hit) => hit.kind === 'set' && hasAll(hit, properties));
    return look(this, received, isThere, `set${toWith(properties)}`);
  },
  /** The person was named so. */
  toHaveIdentified(
    this: { isNot?: boolean },
    received: Hits,
    identity: string,
  ): Result | Promise<Result> {
    const isThere = () =>
      received.i?.() === identity ||
      received.hits.some((hit) =>
        [hit.person, hit.kind === 'alias' && hit.name].includes(identity),
      );
    return look(this, received, isThere, `person ${identity}`);
  },
};

/** What the matchers add to `expect`: `declare module 'vitest' { interface Matchers<T> extends KmqMatchers<T> {} }`. */
export interface KmqMatchers<R = unknown> {
  toHaveRecorded(name: string, properties?: object): R;
  toHaveSet(properties: object): R;
  toHaveIdentified(identity: string): R;
}
