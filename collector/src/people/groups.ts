/** A person with more names than this was rather made by a mistake than by one human being. */
export const NAMED_LIMIT = 5;
/** A person with more identities than this, too: a kiosk, a test machine, a shared account. */
export const IDENTITY_LIMIT = 200;

/** What putting two identities together would mean. */
export interface Union {
  /** They are together already. */
  same: boolean;
  /** Each side has a name of its own. */
  bothNamed: boolean;
  /** More names, or more identities, than one person may have without a human's word. */
  tooLarge: boolean;
}

/** Identities that join step by step into people. */
export interface Groups {
  /** Where an identity belongs: the same text for all members of a group. */
  find(identity: string): string;
  look(a: string, b: string): Union;
  join(a: string, b: string): void;
}

/** Groups of one identity each, of which some are names. */
export const createGroups = (isNamed: (identity: string) => boolean): Groups => {
  const parents = new Map<string, string>();
  const sizes = new Map<string, { named: number; all: number }>();

  const find = (identity: string): string => {
    let root = identity;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    // Point the whole path at the root, so that long chains are walked once.
    for (let at = identity; at !== root; ) {
      const up = parents.get(at)!;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  const sizeOf = (root: string) => sizes.get(root) ?? { named: isNamed(root) ? 1 : 0, all: 1 };

  const look = (a: string, b: string): Union => {
    const [x, y] = [find(a), find(b)];
    const [one, other] = [sizeOf(x), sizeOf(y)];
    const bothNamed = x !== y && one.named > 0 && other.named > 0;
    return {
      same: x === y,
      bothNamed,
      tooLarge:
        x !== y &&
        ((bothNamed && one.named + other.named > NAMED_LIMIT) ||
          one.all + other.all > IDENTITY_LIMIT),
    };
  };

  const join = (a: string, b: string): void => {
    const [x, y] = [find(a), find(b)];
    if (x === y) return;
    const [one, other] = [sizeOf(x), sizeOf(y)];
    const [root, child] = one.all < other.all ? [y, x] : [x, y];
    parents.set(child, root);
    sizes.set(root, { named: one.named + other.named, all: one.all + other.all });
  };

  return { find, look, join };
};
