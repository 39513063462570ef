import { isRevisit, readQuery } from '../browser/page.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { readUrl } from '../core/url.js';

/** `utm_…` parameter → what the property is called after `Campaign `. */
const UTM: Record<string, string> = {
  source: 'Source',
  medium: 'Medium',
  campaign: 'Name',
  term: 'Terms',
  content: 'Content',
};

/** A `utm_…` parameter, or a click id: of paid traffic, a campaign; or one that also marks unpaid links and goes along. */
const PARAMETER = /^(?:utm_(.*)|([gd]clid|[gw]braid|msclkid|ttclid|li_fat_id)|fbclid|twclid)$/;

/** The campaign that an address names, and click ids; undefined where it names none. */
export const toCampaign = (
  url: string,
): { campaign: Record<string, string>; clickIds: Record<string, string> } | undefined => {
  const campaign: Record<string, string> = {};
  const clickIds: Record<string, string> = {};
  let found = false;
  for (const [name, value] of readQuery(url)) {
    const [match, utm, paid] = (value && PARAMETER.exec(name)) || [];
    if (utm) {
      if (UTM[utm]) campaign[`Campaign ${UTM[utm]}`] = value;
    } else if (match) clickIds[name] = value;
    found ||= !!(utm || paid);
  }
  return found ? { campaign, clickIds } : undefined;
};

/** `Ad Campaign Hit`, and the campaign as properties of the person. */
export const campaigns: Feature<{ checkForUTM(): void }> = (kit) => {
  const checkForUTM = (): void => {
    const found = isRevisit() ? undefined : toCampaign(kit.kmq.u!());
    if (!found) return;
    const { campaign, clickIds } = found;
    kit.record('Ad Campaign Hit', { ...campaign, URL: readUrl(kit), ...clickIds });
    kit.set(campaign);
  };
  return automatic(kit, 'checkForUTM', 'campaigns', 'UTM', checkForUTM);
};
