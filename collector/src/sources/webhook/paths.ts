/** Deeper members, and more of them, are nobody's event. */
const DEPTH_MOST = 8;
const PATHS_MOST = 300;

/** Every plain value in JSON by its path, `customer.email` or `items.0.price`, in the order in which they stand. */
export const listPaths = (json: unknown): [path: string, value: unknown][] => {
  const found: [string, unknown][] = [];
  const add = (value: unknown, path: string, depth: number): void => {
    if (found.length >= PATHS_MOST) return;
    if (typeof value !== 'object' || value === null) {
      if (path && value !== null) found.push([path, value]);
    } else if (depth <= DEPTH_MOST)
      for (const [name, member] of Object.entries(value))
        add(member, path ? `${path}.${name}` : name, depth + 1);
  };
  add(json, '', 0);
  return found;
};

/** The value at a path; undefined where there is none. A name may have a point itself. */
export const readPath = (json: unknown, path: string): unknown => {
  if (typeof json !== 'object' || json === null) return undefined;
  if (Object.hasOwn(json, path)) return (json as Record<string, unknown>)[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(json, name)) continue;
    const found = readPath((json as Record<string, unknown>)[name], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
};
