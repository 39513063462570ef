import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../errors.js';
import { createSerialize } from '../serialize.js';
import { createListReader, formatListName, writeList } from './list-file.js';
import { createId, type Listed, openListed } from './listed.js';
import type { ConditionPopulation, ListPopulation, Population } from './population.js';

const POPULATIONS_MOST = 500;
/** Maximum number of identities in a list; every report about the list reads all of them. */
export const LIST_MOST = 200_000;
/** Maximum number of identities in all lists of a site. */
const LISTS_MOST = 1_000_000;

/** What is said of a list when it is made. */
export type NewList = Pick<ListPopulation, 'name' | 'source' | 'asOf' | 'created'>;

/** Saved populations. */
export interface Populations extends Listed<Population> {
  /** The identities of a list. */
  readList(site: string, id: string): Promise<string[]>;
  createList(site: string, list: NewList, identities: readonly string[]): Promise<ListPopulation>;
  /** Changes what a list holds, one change after the other; `now` is ISO 8601. */
  changeList(
    site: string,
    id: string,
    change: { now: string; toNext: (identities: string[]) => Promise<readonly string[]> },
  ): Promise<ListPopulation>;
  /** How many identities in a site's lists belong to the person, and how many names and conditions mention them. */
  countMentions(site: string, who: Who): Promise<{ listed: number; mentioned: number }>;
  /** Removes a person from all lists of a site and from the names of its populations. */
  forgetPerson(site: string, who: Who): Promise<void>;
}

/** Tells whose an identity is, whether a text speaks of them, and what is left of it without them. */
export interface Who {
  owns(identity: string): boolean;
  mentions(text: string): boolean;
  scrub(text: string): string;
}

const createLimitError = (message: string) => new ApiError('too_many_saved', { message });

/** Saved before there were lists. */
type Kept = Population | Omit<ConditionPopulation, 'kind'>;

const withKind = (kept: Kept): Population =>
  'kind' in kept ? kept : { ...kept, kind: 'condition' };

/** Opens the populations of these sites. */
export const openPopulations = async (
  data: string,
  sites: readonly string[],
): Promise<Populations> => {
  const kept = await openListed<Kept>(join(data, 'populations'), sites, POPULATIONS_MOST);
  const folder = join(data, 'lists');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const readList = createListReader(folder);

  const list = (site: string) => kept.list(site).map(withKind);
  const find = (site: string, id: string) => {
    const found = kept.find(site, id);
    return found && withKind(found);
  };
  const save = (site: string, one: Omit<Kept, 'id'> & { id?: string }) =>
    kept.save(site, one as Kept) as Promise<Population>;
  const removeList = (site: string, id: string) =>
    rm(join(folder, formatListName(site, id)), { force: true });
  /** Files of lists, of unfinished ones, too: of all that a site has, or had. */
  const removeFiles = async (site: string, except: readonly string[] = []): Promise<void> => {
    for (const name of await readdir(folder))
      if (name.startsWith(`${site}.`) && !except.includes(name)) await rm(join(folder, name));
  };
  const lists = (site: string) =>
    list(site).filter((one): one is ListPopulation => one.kind === 'list');

  /** A list and its description change together. */
  const serialize = createSerialize();
  const checkSize = (site: string, { id, size }: { id?: string; size: number }): void => {
    if (size > LIST_MOST)
      throw createLimitError(
        `A list can have at most ${LIST_MOST.toLocaleString('en')} identities, not ${size.toLocaleString('en')}: make several lists, or a condition.`,
      );
    const others = lists(site).filter((one) => one.id !== id);
    const total = others.reduce((sum, { identities }) => sum + identities, size);
    if (total > LISTS_MOST)
      throw createLimitError(
        `The lists of a site can have at most ${LISTS_MOST.toLocaleString('en')} identities in total, not ${total.toLocaleString('en')}: remove a list first.`,
      );
  };
  const findList = (site: string, id: string): ListPopulation => {
    const found = find(site, id);
    if (found?.kind !== 'list') throw new ApiError('unknown_population');
    return found;
  };
  const changeList: Populations['changeList'] = (site, id, { now, toNext }) =>
    serialize(async () => {
      const identities = (await readList(site, findList(site, id).id)) ?? [];
      const next = await toNext(identities);
      checkSize(site, { id, size: next.length });
      const before = findList(site, id);
      await writeList(folder, { site, id }, next);
      const after = { ...before, identities: next.length, changed: now };
      return save(site, after) as Promise<ListPopulation>;
    });

  return {
    list,
    find,
    save: (site, one) =>
      serialize(async () => {
        const before = one.id === undefined ? undefined : find(site, one.id);
        // A rename must not overwrite the current number of identities.
        const { identities, changed } = (before ?? {}) as Partial<ListPopulation>;
        return save(site, {
          ...one,
          ...(before?.kind === 'list' && { identities, changed }),
        } as Kept);
      }),
    remove: (site, id) =>
      serialize(async () => {
        await kept.remove(site, id);
        await removeList(site, id);
      }),
    forget: (site) =>
      serialize(async () => {
        await kept.forget(site);
        await removeFiles(site);
      }),
    async readList(site, id) {
      return (await readList(site, findList(site, id).id)) ?? [];
    },
    createList: (site, given, identities) =>
      serialize(async () => {
        checkSize(site, { size: identities.length });
        const id = createId();
        await writeList(folder, { site, id }, identities);
        try {
          const held = { identities: identities.length, changed: given.created };
          return (await save(site, {
            id,
            kind: 'list',
            ...given,
            ...held,
          } as Kept)) as ListPopulation;
        } catch (error) {
          await removeList(site, id);
          throw error;
        }
      }),
    changeList,
    async countMentions(site, { owns, mentions }) {
      const told = { listed: 0, mentioned: 0 };
      for (const one of list(site)) {
        if (mentions(JSON.stringify(one))) told.mentioned++;
        if (one.kind === 'list')
          told.listed += ((await readList(site, one.id)) ?? []).filter(owns).length;
      }
      return told;
    },
    async forgetPerson(site, { owns, scrub }) {
      for (const { id, changed } of lists(site))
        if ((await readList(site, id))?.some(owns))
          await changeList(site, id, {
            now: changed,
            toNext: async (identities) => identities.filter((identity) => !owns(identity)),
          });
      await serialize(async () => {
        await removeFiles(
          site,
          lists(site).map(({ id }) => formatListName(site, id)),
        );
        for (const one of list(site)) {
          const name = scrub(one.name);
          const source = one.kind === 'list' && one.source ? scrub(one.source) : null;
          const clean = one.kind === 'list' ? { ...one, name, source } : { ...one, name };
          if (JSON.stringify(clean) !== JSON.stringify(one)) await save(site, clean);
        }
      });
    },
  };
};
