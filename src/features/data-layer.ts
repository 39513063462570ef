import { readGlobal, writeGlobal } from '../browser/global.js';
import type { Feature } from '../core/kit.js';

/** A name as Google's tools want names: `Signed Up` → `km_signed_up`. */
const toKey = (name: string): string => `km_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;

/** A text that is a number as a number. */
const toValue = (text: string): string | number => (`${+text || 0}` === text ? +text : text);

/** Pushes each event also to `dataLayer`, for Google Tag Manager: `{event: 'km_purchased', km_revenue: 49.99}`. */
export const dataLayer: Feature = ({ settings }) => ({
  settings: { dataLayer: false },
  recorded({ kind, name, properties }) {
    if (!settings.dataLayer || kind !== 'event') return;
    const entry: Record<string, unknown> = {};
    for (const key of Object.keys(properties)) entry[toKey(key)] = toValue(properties[key]!);
    const layer = (readGlobal('dataLayer') || []) as unknown[];
    writeGlobal('dataLayer', layer);
    layer.push({ ...entry, event: toKey(name!) });
  },
});
