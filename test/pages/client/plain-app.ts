import { track } from './track.js';

/** A router of a page's own: `pushState`, and a title two frames later. */
const base = location.pathname.replace(/\/$/, '');

const TITLES: Record<string, string> = {
  '/': 'Home',
  '/pricing': 'Pricing',
  '/garden/3': 'Bed 3',
};

const show = (): void => {
  const path = location.pathname.slice(base.length);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      document.title = TITLES[path] ?? path;
    }),
  );
  track(path);
};

const links: Record<string, string> = {
  home: `${base}/`,
  pricing: `${base}/pricing`,
  bed: `${base}/garden/3`,
  old: `${base}/pricing`,
};
for (const [id, href] of Object.entries(links)) {
  const link = document.createElement('a');
  Object.assign(link, { id, href, textContent: id });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    if (link.href === location.href) return;
    history.pushState({}, '', href);
    show();
  });
  document.body.append(link);
}
const sort = document.createElement('button');
Object.assign(sort, { id: 'sort', textContent: 'Sort' });
sort.addEventListener('click', () => {
  history.replaceState(history.state, '', '?sort=name');
});
document.body.append(sort);
addEventListener('popstate', show);
show();
