import { createApp, defineComponent, h } from 'vue';
import {
  createRouter,
  createWebHashHistory,
  createWebHistory,
  RouterLink,
  RouterView,
  useRoute,
  useRouter,
} from 'vue-router';
import { track } from './track.js';

const Plain = defineComponent(() => () => h('h1', 'Plain'));

const Bed = defineComponent(() => {
  const router = useRouter();
  const { params, query } = useRoute();
  const sort = () => router.replace({ params, query: { sort: 'name' } });
  return () => h('button', { id: 'sort', type: 'button', onClick: sort }, String(query.sort));
});

const link = (id: string, to: string) => h(RouterLink, { id, to }, () => id);

const Frame = defineComponent(() => () => [
  h('nav', [
    link('home', '/'),
    link('pricing', '/pricing'),
    link('bed', '/garden/3'),
    link('old', '/old-prices'),
  ]),
  h(RouterView),
]);

const history =
  document.documentElement.dataset.routes === 'hash' ? createWebHashHistory : createWebHistory;
const router = createRouter({
  history: history(location.pathname),
  routes: [
    { path: '/', component: Plain, meta: { title: () => 'Home' } },
    { path: '/pricing', component: Plain, meta: { title: () => 'Pricing' } },
    { path: '/garden/:bed', component: Bed, meta: { title: (bed: string) => `Bed ${bed}` } },
    { path: '/old-prices', redirect: '/pricing' },
  ],
});
// As Vue Router's own documentation shows it: a title for each route, after the navigation.
router.afterEach(({ meta, params, path }, _from, failure) => {
  if (failure) return;
  document.title = (meta.title as (bed: unknown) => string)(params.bed);
  track(path);
});

createApp(Frame).use(router).mount('#app');
