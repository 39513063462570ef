/** What Node and the C library need; everything else, tokens and keys of clouds among it, stays with the parent. */
const NEEDED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_OPTIONS', 'SystemRoot'] as const;

/** The environment of a process that works for the collector: it holds no secret. */
export const createChildEnvironment = (
  environment: Record<string, string | undefined>,
): Record<string, string> =>
  Object.fromEntries(
    NEEDED.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
