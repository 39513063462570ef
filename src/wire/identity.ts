/**
 * Whether an identity has the shape of an anonymous id: 20 random bytes in base64, 28 characters that end
 * in `=`, as the original client made them and ours does.
 */
export const isAnonymousShape = (identity: string): boolean =>
  /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/.test(identity);
