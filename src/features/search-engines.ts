import { readQuery, toHost } from '../browser/page.js';
import type { Feature } from '../core/kit.js';

/** Hosts that answer questions, as patterns of a whole host without `www.`; assistants that refer people too. */
const ENGINES: Record<string, string> = {
  Google: '(m|images|news)?\\.?google(\\.com?)?\\.[a-z]+',
  Bing: '([a-z]+\\.)?bing\\.com',
  Yahoo: '(.+\\.)?search\\.yahoo\\.[a-z.]+|yahoo\\.com',
  DuckDuckGo: '(.+\\.)?duckduckgo\\.com',
  Baidu: '(m\\.)?baidu\\.com',
  Yandex: '(m\\.)?(yandex\\.(com\\.)?[a-z]+|ya\\.ru)',
  Ecosia: 'ecosia\\.org',
  Brave: 'search\\.brave\\.com',
  Naver: '(m\\.)?search\\.naver\\.com',
  Ask: '(.+\\.)?ask\\.com',
  AOL: 'search\\.aol\\.[a-z.]+',
  Startpage: '(.+\\.)?startpage\\.com',
  Qwant: '(lite\\.)?qwant\\.com',
  Seznam: 'search\\.seznam\\.cz',
  ChatGPT: 'chatgpt\\.com|chat\\.openai\\.com',
  Perplexity: 'perplexity\\.ai',
  Gemini: 'gemini\\.google\\.com',
  Copilot: 'copilot\\.(microsoft|com|cloud\\.microsoft)(\\.com)?',
  Claude: 'claude\\.ai',
};

/** Parameters in which engines tell what was searched for, where they still do. */
const TERMS = /^(q|p|wd|word|text|query)$/;

/** The engine that a referrer names, and what was searched for; undefined for every other referrer. */
export const toSearch = (referrer: string): Record<string, string> | undefined => {
  const host = toHost(referrer);
  const engine = Object.keys(ENGINES).find((name) => new RegExp(`^(${ENGINES[name]})$`).test(host));
  const terms = readQuery(referrer).find(([name, value]) => TERMS.test(name) && value)?.[1];
  if (!engine) return undefined;
  return { 'Search Engine': engine, ...(terms && { 'Search Terms': terms }) };
};

/** `Search Engine Hit` when a search engine or an assistant sent the visitor. */
export const searchEngines: Feature<{ trackSearchHits(): void }> = (kit) => {
  const trackSearchHits = (): void => {
    const search = toSearch(kit.referrer());
    // A click on an advertisement of Google is a campaign, not a search.
    const isPaid = readQuery(kit.kmq.u!()).some(([name]) => name === 'gclid');
    if (search && !(search['Search Engine'] === 'Google' && isPaid))
      kit.record('Search Engine Hit', search);
  };
  return {
    commands: { trackSearchHits },
    onLoad: ['searchEngines', 'SEARCH_ENGINE', trackSearchHits],
  };
};
