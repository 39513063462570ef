import { isRevisit, readQuery } from '../browser/page.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { readUrl } from '../core/url.js';

/** `utm_…` parameter → what the property is called after `Campaign `. */
const UTM: Record<string, string> = {
  utm_source: 'Source',
  utm_medium: 'Medium',
  utm_campaign: 'Name',
  utm_term: 'Terms',
  utm_content: 'Content',
};

/** A `utm_…` parameter, or a click id: of paid traffic, a campaign; or one that also marks unpaid links and goes along. */
const PARAMETER = /^(?:(utm_.+)|([gd]clid|[gw]braid|msclkid|ttclid|li_fat_id)|fbclid|twclid)$/;

/** `Ad Campaign Hit`, and the campaign as properties of the person. */
export const campaigns: Feature<{ checkForUTM(): void }> = (kit) => {
  const checkForUTM = (): void => {
    const campaign: Record<string, string> = {};
    const clickIds: Record<string, string> = {};
    let found: unknown;
    if (isRevisit()) return;
    for (const [name, value] of readQuery(kit.kmq.u!())) {
      const [match, utm, paid] = (value && PARAMETER.exec(name)) || [];
      if (match && !utm) clickIds[name] = value;
      if (utm && UTM[utm]) campaign[`Campaign ${UTM[utm]}`] = value;
      found ||= utm || paid;
    }
    if (!found) return;
    kit.record('Ad Campaign Hit', { ...campaign, URL: readUrl(kit), ...clickIds });
    kit.set(campaign);
  };
  return automatic(kit, 'checkForUTM', 'campaigns', 'UTM', checkForUTM);
};
