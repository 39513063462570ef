/** An address without the query parameters whose name matches. */
export const withoutParameters = (url: string, name: RegExp): string => {
  const [, base, query, hash] = /^([^?#]*)\??([^#]*)(.*)$/s.exec(url)!;
  const pairs = query!.split('&');
  const kept = pairs.filter((pair) => !name.test(pair));
  return kept.length < pairs.length ? base + (kept.length ? `?${kept.join('&')}` : '') + hash : url;
};
