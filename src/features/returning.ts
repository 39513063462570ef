import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';

/** Who was not here for so long comes back. */
const AWAY_SECONDS = 1_800;

/** The person property `returning`, once, for who comes back. */
export const returning: Feature<{ tr(): void }> = (kit) => {
  /** Who the visitor was before this page said anything. */
  let known = '';
  const tr = (): void =>
    kit.gate((now) => {
      const last = kit.cookie('km_lv');
      const isBack = last ? now - +last >= AWAY_SECONDS : known;
      if (isBack) kit.set({ returning: 1 });
      if (last !== 'x') kit.cookie('km_lv', isBack ? 'x' : `${Math.round(now)}`);
    });
  return {
    ...automatic(kit, 'tr', 'returning', 'RETURNING', tr),
    early() {
      known = kit.named();
    },
  };
};
