import { isRevisit, readQuery } from '../browser/page.js';
import type { Feature } from '../core/kit.js';

const PROPERTIES: Record<string, string> = {
  utm_source: 'Campaign Source',
  utm_medium: 'Campaign Medium',
  utm_campaign: 'Campaign Name',
  utm_term: 'Campaign Terms',
  utm_content: 'Campaign Content',
};

/** Click ids of paid traffic: any of them is a campaign. */
const PAID = /^([gd]clid|gbraid|wbraid|msclkid|ttclid|li_fat_id)$/;

/** Click ids that also mark unpaid links: they only go along. */
const UNPAID = /^(fb|tw)clid$/;

export interface Campaign {
  /** The five properties that describe the campaign. */
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
    if (isUtm && PROPERTIES[name]) campaign[PROPERTIES[name]] = value;
    if (PAID.test(name) || UNPAID.test(name)) clickIds[name] = value;
    found ||= isUtm || PAID.test(name);
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
