import { isRevisit, readQuery } from '../browser/page.js';
import type { Feature } from '../core/kit.js';

/** `utm_…` parameter → what the property is called after `Campaign `. */
const UTM: Record<string, string> = {
  utm_source: 'Source',
  utm_medium: 'Medium',
  utm_campaign: 'Name',
  utm_term: 'Terms',
  utm_content: 'Content',
};

/** Click ids: those of paid traffic are a campaign; the last two also mark unpaid links and only go along. */
const CLICK_ID = /^(([gd]clid|[gw]braid|msclkid|ttclid|li_fat_id)|fbclid|twclid)$/;

export interface Campaign {
  /** The properties that describe the campaign. */
  campaign: Record<string, string>;
  clickIds: Record<string, string>;
}

/** The campaign that an address names; undefined where it names none. */
export const toCampaign = (url: string): Campaign | undefined => {
  const campaign: Record<string, string> = {};
  const clickIds: Record<string, string> = {};
  let found = false;
  for (const [name, value] of readQuery(url)) {
    if (!value) continue;
    const isUtm = name.startsWith('utm_');
    const click = CLICK_ID.exec(name);
    if (isUtm && UTM[name]) campaign[`Campaign ${UTM[name]}`] = value;
    if (click) clickIds[name] = value;
    found ||= isUtm || !!click?.[2];
  }
  return found ? { campaign, clickIds } : undefined;
};

/** `Ad Campaign Hit`, and the campaign as properties of the person. */
export const campaigns: Feature<{ checkForUTM(): void }> = (kit) => {
  const checkForUTM = (): void => {
    const found = isRevisit() ? undefined : toCampaign(kit.kmq.u!());
    if (!found) return;
    const { campaign, clickIds } = found;
    kit.record('Ad Campaign Hit', { ...campaign, URL: kit.url(), ...clickIds });
    kit.set(campaign);
  };
  return { commands: { checkForUTM }, onLoad: ['campaigns', 'UTM', checkForUTM] };
};
