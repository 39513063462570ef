import { type Known, NOTHING_KNOWN } from './mistake.js';
import type { PanelMemory } from './panel.js';

/** What the inspector keeps from page to page of this tab. */
interface Kept {
  events?: readonly string[];
  identities?: readonly string[];
  isFolded?: boolean;
}

const NAME = 'kmq-inspector';

/** Memory for the time of this tab; only a page that is inspected has it. */
export const openMemory = (): PanelMemory & { known(): Known; remember(known: Known): void } => {
  let kept: Kept = {};
  try {
    kept = Object(JSON.parse(sessionStorage.getItem(NAME) ?? '{}'));
  } catch {
    // No storage, or not ours: this page begins anew.
  }
  const keep = (more: Kept): void => {
    kept = { ...kept, ...more };
    try {
      sessionStorage.setItem(NAME, JSON.stringify(kept));
    } catch {
      // Full or blocked: the next page begins anew.
    }
  };
  return {
    isFolded: () => !!kept.isFolded,
    fold: (isFolded) => keep({ isFolded }),
    known: () => ({
      ...NOTHING_KNOWN,
      events: kept.events ?? [],
      identities: kept.identities ?? [],
    }),
    remember({ events, identities }) {
      if (events === kept.events && identities === kept.identities) return;
      keep({ events, identities });
    },
  };
};
