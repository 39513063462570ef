interface Queue {
  push(...items: unknown[]): unknown;
}

/** Told of a command that the client does not have, and of those it has. */
type Report = (command: string, commands: readonly string[]) => void;

/** The first command of a call as it stands in a script of the page. */
const CALL = /\b_kmq\s*\.\s*push\s*\(\s*\[\s*(['"])(.*?)\1\s*[,\]]/g;

/** Commands that the page's own scripts call: the queue has let go of what came before the inspector. */
const readScripts = (): string[] =>
  [...document.scripts].flatMap(({ src, textContent }) =>
    src ? [] : [...(textContent ?? '').matchAll(CALL)].map(([, , command = '']) => command),
  );

/** Tells of every call in vain: those that stand in scripts of the page already, and those that come. */
export const watchCommands = (report: Report): void => {
  const { KM, _kmq } = window as { KM?: object; _kmq?: Queue };
  // A client that was imported has no queue; its commands are functions.
  if (!KM || !_kmq) return;
  const look = (command: unknown): void => {
    const commands = Object.keys(KM);
    if (!commands.includes(String(command))) report(String(command), commands);
  };
  readScripts().forEach(look);
  const push = _kmq.push;
  Reflect.set(_kmq, 'push', (...items: unknown[]) => {
    for (const item of items)
      try {
        if (Array.isArray(item)) look(item[0]);
      } catch {
        // What has no text cannot be told; the page's call goes on.
      }
    return push(...items);
  });
};
