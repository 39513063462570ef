import type { Feature } from '../core/kit.js';

/** Who was not here for so long comes back. */
const AWAY_SECONDS = 1_800;

/** The person property `returning`, once, for who comes back. */
export const returning: Feature<{ tr(): void }> = (kit) => {
  const { store } = kit;
  const tr = (): void => {
    const last = store.cookie('km_lv');
    const now = Math.round(kit.now() / 1000);
    const isBack = last ? now - +last >= AWAY_SECONDS : !!kit.named();
    if (isBack) kit.set({ returning: 1 });
    if (last !== 'x') kit.gate(() => store.cookie('km_lv', isBack ? 'x' : `${now}`));
  };
  return { commands: { tr }, onLoad: ['returning', 'RETURNING', tr] };
};
