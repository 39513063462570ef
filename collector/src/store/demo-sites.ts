/** The site of the demo shop, which a new collector has. */
export const SHOP_SITE = { key: 'demo', name: 'Demo shop' } as const;

/** The site that the year of a made-up company goes into. */
export const HISTORY_SITE = { key: 'saas', name: 'Demo company' } as const;

/** Whether a site is there for trying things out. */
export const isDemoSite = (key: string): boolean =>
  key === SHOP_SITE.key || key === HISTORY_SITE.key;
