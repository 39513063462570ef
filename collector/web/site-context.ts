import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Company, Site } from './api/types.js';

export const SiteContext = createContext<Site>({ key: '', name: '' });

/** The site whose page is open. */
export const useSite = (): Site => useContext(SiteContext);

/** The zone the site counts its days in. */
export const useTimeZone = (): string => useSite().timeZone ?? 'UTC';

export const CompanyContext = createContext<Company>({ name: null, setUp: true });

/** Whose collector this is. */
export const useCompany = (): Company => useContext(CompanyContext);

export const ReloadContext = createContext<() => void>(() => undefined);

/** Reads sites and company again, after one of them was changed. */
export const useReloadSites = (): (() => void) => useContext(ReloadContext);
