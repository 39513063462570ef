/**
 * Whether an identity has the shape of an anonymous id: 20 random bytes in base64, 28 characters that end
 * in `=`, as the original client made them and ours does.
 */
export const isAnonymousShape = (identity: string): boolean =>
  /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/.test(identity);

/**
 * Texts that name nobody: with the second group, as `clearIdentity` does; the others are what a broken template leaves,
 * which would pool strangers.
 */
export const NO_NAME =
  /^\s*(["']?)(?:(null|nil|)|undefined|nan|true|false|none|\[object object\])\1\s*$/i;
