import { watchActivity } from './activity.js';
import { watchCommands } from './commands.js';
import type { Entry } from './entry.js';
import { createInspector } from './inspect.js';
import { openMemory } from './memory.js';
import { createPanel } from './panel.js';

/** What the client tells before the inspector has come, and from then on. */
type Told = Entry[] & { push(...entries: Entry[]): number };

/** Shows the panel and takes over what the client has told so far; `folder` is where the inspector was loaded from. */
export const startInspector = (folder: string): void => {
  const told = (window as { KM_INSPECT?: Told }).KM_INSPECT;
  // Loaded by hand, or twice: there is nothing to take over.
  if (!told || Object.hasOwn(told, 'push')) return;
  const early = told.splice(0);
  const memory = openMemory();
  const { tell, forbid } = createInspector({
    panel: createPanel(memory),
    endpoint: folder,
    isActive: watchActivity(),
    known: memory.known(),
    remember: memory.remember,
  });
  told.push = (...entries) => {
    entries.forEach(tell);
    return 0;
  };
  early.forEach(tell);
  watchCommands((...unknown) => tell([Date.now(), 'unknown', ...unknown]));
  addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (effectiveDirective === 'connect-src' && blockedURI.startsWith(folder)) forbid();
  });
};
