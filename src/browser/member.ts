type Members = Record<string, unknown>;

/** What the prototypes of an object say of a member. */
const describe = (target: object, name: string): PropertyDescriptor | undefined => {
  let at: object | null = target;
  let found: PropertyDescriptor | undefined;
  do {
    at = Object.getPrototypeOf(at);
    found = at ? Object.getOwnPropertyDescriptor(at, name) : undefined;
  } while (at && !found);
  // A descriptor has what a page adds to `Object.prototype`, too.
  return found && ({ __proto__: null, ...found } as PropertyDescriptor);
};

/** The text, number, boolean or nothing that an object has there; null where it is anything else, or cannot be read. */
const readPlain = (target: object, name: string): unknown => {
  try {
    const own = (target as Members)[name];
    return /^[of]/.test(typeof own) ? null : own;
  } catch {
    // The page has put something there that throws.
    return null;
  }
};

/**
 * Reads a member of a document, form or window past elements that the page has given that name: a field `nodeType` takes
 * the place of a form's `nodeType`.
 */
export const readMember = (target: object, name: string): unknown => {
  const own = readPlain(target, name);
  const found = own === null && describe(target, name);
  return found ? (found.get ? found.get.call(target) : found.value) : own;
};

/** Calls a method of a document, form or window, in the same way. */
export const callMember = (target: object, name: string, ...given: unknown[]): unknown =>
  (readMember(target, name) as (...all: unknown[]) => unknown).apply(target, given);

/** Writes a member of a document, in the same way. */
export const writeMember = (target: object, name: string, value: unknown): void => {
  if (readPlain(target, name) === null) describe(target, name)?.set?.call(target, value);
  else (target as Members)[name] = value;
};

/** Sets an own member, also where a prototype that is frozen or extended has one of that name. */
export const define = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
};
