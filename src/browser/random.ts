const toBase64 = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))));

/** A new anonymous id in the original's shape: 20 random bytes, 28 characters that end in `=`. */
export const createAnonymousId = (): string => toBase64(20);

/** 72 random bits that need no encoding on the wire, for hits and pages. */
export const createId = (): string => toBase64(9).replace(/\W/g, 'x');
