/** Every address of the web app. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import LiveGate from './live/live-gate.vue';
import FirstWall from './wall/first-wall.vue';
import WallPage from './wall/wall-page.vue';

/** Pages that few screens open are fetched when they are; a running wall never fetches a part of an older build. */
const TabletShell = () => import('./tablet/tablet-shell.vue');

const EntryShell = () => import('./entry/entry-shell.vue');

declare module 'vue-router' {
  interface RouteMeta {
    /** Class of the whole page, which sets its unit of length. */
    readonly page?: 'wall' | 'hand';
    /** Shown as of now alone, for what is done there is done now. */
    readonly isPresentOnly?: true;
  }
}

const tablet: RouteRecordRaw[] = [
  { path: '', name: 'province', component: () => import('./tablet/province-page.vue') },
  // Fixed words win over a domain's id: no domain may be called map or search.
  { path: 'map', name: 'map', component: () => import('./tablet/map-page.vue') },
  { path: 'search', name: 'search', component: () => import('./tablet/search-page.vue') },
  { path: ':domain', name: 'domain', component: () => import('./tablet/domain-page.vue'), props: true },
  {
    path: ':domain/:indicator',
    name: 'indicator',
    component: () => import('./tablet/indicator-page.vue'),
    props: true,
  },
  {
    path: ':domain/:indicator/:place',
    name: 'place',
    component: () => import('./tablet/place-page.vue'),
    props: true,
  },
];

const entry: RouteRecordRaw[] = [
  { path: '', name: 'entry', component: () => import('./entry/forms-page.vue') },
  { path: ':source', name: 'entry-form', component: () => import('./entry/form-page.vue'), props: true },
];

/** Who may open a page is the server's to say; the menu offers what the role allows. */
const desk: RouteRecordRaw[] = [
  { path: '', name: 'console', component: () => import('./console/own-page.vue') },
  { path: 'screens', name: 'console-screens', component: () => import('./console/screens-page.vue') },
  { path: 'accounts', name: 'console-accounts', component: () => import('./console/accounts-page.vue') },
  { path: 'audit', name: 'console-audit', component: () => import('./console/audit-page.vue') },
  { path: ':rest(.*)*', component: () => import('./console/no-page.vue') },
];

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/',
      component: LiveGate,
      children: [
        { path: '', component: FirstWall, meta: { page: 'wall' } },
        {
          path: 'wall/:wall/:scene?',
          name: 'wall',
          component: WallPage,
          props: true,
          meta: { page: 'wall' },
        },
        {
          path: 'entry',
          component: EntryShell,
          meta: { page: 'hand', isPresentOnly: true },
          children: entry,
        },
        { path: 'tablet', component: TabletShell, meta: { page: 'hand' }, children: tablet },
      ],
    },
    {
      path: '/console',
      component: () => import('./console/console-gate.vue'),
      meta: { page: 'hand' },
      children: desk,
    },
    {
      path: '/stories/:kind?',
      component: () => import('./stories/stories-page.vue'),
      props: true,
      meta: { page: 'wall' },
    },
  ],
});

router.afterEach((to) => {
  const { classList } = document.documentElement;
  classList.toggle('wall', to.meta.page === 'wall');
  classList.toggle('hand', to.meta.page === 'hand');
});
