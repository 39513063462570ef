import { isAnonymousShape } from 'kmq/wire';
import type { SettingsRecord } from '../../ingest/record.js';
import type { Identities } from './identities.js';
import { type PeopleStore, readEdges } from './read-people.js';
import { keepPeople, takeArrivals, writeVerdicts } from './resolve.js';
import { DEFAULT_SETTINGS, type Site, type Sites } from './sites.js';
import type { IdentityStore } from './store.js';

/** Anonymous identities have so many characters. */
const ANONYMOUS_CHARACTERS = 28;
/** So many links are read at once when all of a site's are taken again. */
const LINKS_AT_ONCE = 20_000;

/** Names and anonymous identities of a site, told apart anew where no link will do it. */
const renewNamed = async (store: IdentityStore, { site, settings }: Site): Promise<void> => {
  const shaped = (await store.readOfLength(site, ANONYMOUS_CHARACTERS)).filter(({ text }) =>
    isAnonymousShape(text),
  );
  await store.setNamed(
    shaped.map(({ identity }) => identity),
    !settings.anonymousShape,
  );
};

/** Takes all links of a site again in the order in which they arrived. */
export const takeAllAgain = async (
  store: PeopleStore,
  identities: Identities,
  site: Site,
): Promise<void> => {
  await renewNamed(store.identities, site);
  await identities.separate(site);
  await store.links.clearVerdicts(site.site);
  // What was known of people by heart is not so any more.
  identities.forget();
  await identities.take([]);
  for (let after = 0; ; ) {
    const links = await readEdges(
      store,
      await store.links.readAfter(site.site, after, LINKS_AT_ONCE),
    );
    if (!links.length) return;
    await takeArrivals(
      {
        store,
        site,
        isNew: () => false,
        async write(taken, people, before) {
          keepPeople(identities, site, people, before);
          await identities.write();
          const seqs = taken.map(({ seq }) => seq);
          await writeVerdicts(store.links, people, new Set([...seqs, ...people.changed()]));
        },
      },
      links,
    );
    after = links.at(-1)!.seq;
  }
};

/** Takes settings that change what hits mean. */
export const takeSettings = async (
  store: PeopleStore,
  { sites, identities }: { sites: Sites; identities: Identities },
  record: SettingsRecord,
): Promise<void> => {
  const site = await sites.take(record.site);
  const before = site.settings;
  // Records of earlier versions do not have all of them.
  const settings = { ...DEFAULT_SETTINGS, ...record.settings };
  await sites.set(site, settings);
  const isSame = (['anonymousShape', 'linkNamed', 'linkUnproven'] as const).every(
    (name) => settings[name] === before[name],
  );
  if (isSame) return;
  await takeAllAgain(store, identities, site);
};
