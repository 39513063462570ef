import { join } from 'node:path';
import { createSerialize } from '../serialize.js';
import { readJson, writeJson } from './json.js';

/** Whose collector this is. */
export interface Company {
  /** Null until somebody has said it. */
  name: string | null;
  /** Whether somebody has gone through the first steps, or wanted to skip them. */
  setUp: boolean;
}

/** What is set for the collector as a whole. */
export interface CompanyStore {
  read(): Company;
  save(changes: Partial<Company>): Promise<Company>;
}

/** Opens what is kept about the company of a data folder. */
export const openCompany = async (data: string): Promise<CompanyStore> => {
  const path = join(data, 'company.json');
  const none: Company = { name: null, setUp: false };
  let company = { ...none, ...((await readJson(path)) as Partial<Company> | undefined) };
  const serialize = createSerialize();
  return {
    read: () => company,
    save: (changes) =>
      serialize(async () => {
        const changed = { ...company, ...changes };
        await writeJson(path, changed);
        company = changed;
        return company;
      }),
  };
};
