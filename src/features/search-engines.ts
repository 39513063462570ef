import { readQuery, toHost } from '../browser/page.js';
import { automatic } from '../core/automatic.js';
import type { Feature } from '../core/kit.js';
import { readReferrer } from '../core/url.js';

/**
 * Hosts of search engines, and of assistants that refer people. Before them may stand a country, a language or a kind
 * of search, after a last dot any country.
 */
// A bundler may leave it out with the feature.
const ENGINE = /* @__PURE__ */ new RegExp(
  '^(?:(?:[a-z]{1,2}|images|news|lite)\\.)*((?:google|bing|search.yahoo|duckduckgo|baidu|yandex|ecosia|' +
    'search.brave|search.naver|search.aol|startpage|qwant|search.seznam|chatgpt|chat.openai|perplexity|' +
    'gemini.google|copilot.microsoft)\\.|ya.ru|ask.com|copilot.com|claude.ai)(?:com?\\.)?[a-z]*$',
);

/** Names that are not the first word of their host with a capital. */
const NAMES: Record<string, string> = {
  duckduckgo: 'DuckDuckGo',
  ya: 'Yandex',
  aol: 'AOL',
  chatgpt: 'ChatGPT',
  chat: 'ChatGPT',
};

/** Parameters in which engines tell what was searched for, where they still do. */
const TERMS = /^(q|p|wd|word|text|query)$/;

/** `Search Engine Hit` when a search engine or an assistant sent the visitor. */
export const searchEngines: Feature<{ trackSearchHits(): void }> = (kit) => {
  const trackSearchHits = (): void => {
    const referrer = readReferrer(kit);
    const host = ENGINE.exec(toHost(referrer))?.[1];
    const word = /(?:search\.)?(\w+)/.exec(host ?? '')?.[1];
    // A click on an advertisement of Google is a campaign, not a search.
    const isPaid = () => readQuery(kit.kmq.u!()).some(([name]) => name === 'gclid');
    if (!word || (word === 'google' && isPaid())) return;
    const terms = readQuery(referrer).filter(([name, value]) => value && TERMS.test(name))[0]?.[1];
    kit.record('Search Engine Hit', {
      'Search Engine': NAMES[word] ?? word[0]!.toUpperCase() + word.slice(1),
      'Search Terms': terms,
    });
  };
  return automatic(kit, 'trackSearchHits', 'searchEngines', 'SEARCH_ENGINE', trackSearchHits);
};
