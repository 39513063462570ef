import { readQuery, toHost } from '../browser/page.js';
import type { Feature } from '../core/kit.js';

/** Engine → its host, without a country; assistants that refer people count, too. A last dot stands for any of its TLDs. */
const ENGINES = {
  Google: 'google.',
  Bing: 'bing.com',
  Yahoo: 'search.yahoo.',
  DuckDuckGo: 'duckduckgo.com',
  Baidu: 'baidu.com',
  Yandex: 'yandex.|ya.ru',
  Ecosia: 'ecosia.org',
  Brave: 'search.brave.com',
  Naver: 'search.naver.com',
  Ask: 'ask.com',
  AOL: 'search.aol.',
  Startpage: 'startpage.com',
  Qwant: 'qwant.com',
  Seznam: 'search.seznam.cz',
  ChatGPT: 'chatgpt.com|chat.openai.com',
  Perplexity: 'perplexity.ai',
  Gemini: 'gemini.google.com',
  Copilot: 'copilot.microsoft.com|copilot.com',
  Claude: 'claude.ai',
};

/** Parameters in which engines tell what was searched for, where they still do. */
const TERMS = /^(q|p|wd|word|text|query)$/;

/** The engine that a referrer names, and what was searched for; undefined for every other referrer. */
export const toSearch = (referrer: string): Record<string, string> | undefined => {
  const host = toHost(referrer);
  // Before it may stand a country, a language or a kind of search; after it the rest of a TLD.
  const [engine] =
    Object.entries(ENGINES).find(([, start]) =>
      new RegExp(`^(([a-z]{1,2}|images|news|lite)\\.)*(${start})(com?\\.)?[a-z]*$`).test(host),
    ) ?? [];
  if (!engine) return undefined;
  const terms = readQuery(referrer).find(([name, value]) => TERMS.test(name) && value)?.[1];
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
