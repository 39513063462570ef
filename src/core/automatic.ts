import { readGlobal } from '../browser/global.js';
import { readStart } from '../browser/page.js';
import type { Kit, Parts } from './kit.js';
import type { Known } from './settings.js';

/**
 * What a feature does by itself once a load, as of the page's start: the command it is called by, the setting that
 * switches it off (true by default), the `KM_SKIP_…` global of the original that did the same, what runs, and
 * other settings of the feature.
 */
export const automatic = <C extends string>(
  kit: Kit,
  command: C,
  setting: string,
  skip: string,
  run: () => void,
  settings?: Known,
): Parts<Record<C, () => void>> => ({
  commands: { [command]: run } as Record<C, () => void>,
  settings: { [setting]: true, ...settings },
  begin() {
    if (kit.settings[setting] && !readGlobal(`KM_SKIP_${skip}`)) kit.asOf(readStart(), run);
  },
});
