import { defineConfig } from 'vitepress';

const page = (text: string, link: string) => ({ text, link: `/${link}` });

export default defineConfig({
  title: 'kmq',
  description: 'People tracking that a company can own',
  // Where a collector serves these pages.
  base: '/docs/',
  outDir: '../collector/dist/docs',
  // Browsers ask for an icon that a collector does not have, unless they are told of one.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  rewrites: { 'README.md': 'index.md', 'decisions/README.md': 'decisions/index.md' },
  markdown: {
    languageAlias: { caddyfile: 'nginx' },
    config(md) {
      // What lies outside of this folder is in the repository, and no page here.
      md.core.ruler.push('outside', ({ tokens }) => {
        for (const { children } of tokens) {
          let isOutside = false;
          for (const token of children ?? []) {
            if (token.type === 'link_open')
              isOutside = /^(\.\.\/)+(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|examples)\b/.test(
                token.attrGet('href') ?? '',
              );
            if (!isOutside || !token.type.startsWith('link_')) continue;
            if (token.type === 'link_close') isOutside = false;
            token.type = 'text';
            token.tag = '';
            token.attrs = null;
            token.nesting = 0;
          }
        }
      });
    },
  },
  // The collector's policy allows no style in a page, which would be needed to change without a transition.
  appearance: { disableTransition: false },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Install the tracker',
        items: [
          page('Snippet', 'snippet'),
          page('Google Tag Manager', 'gtm'),
          page('npm', 'npm'),
          page('React', 'react'),
          page('Vue', 'vue'),
          page('Node', 'node'),
          page('Server libraries', 'servers'),
          page('Data in and out', 'data'),
          page('From Kissmetrics', 'migration'),
          page('Compatibility', 'compatibility'),
          page('First-party proxy', 'proxy'),
          page('Settings', 'settings'),
          page('Privacy and consent', 'privacy'),
          page('Testing', 'testing'),
          page('Inspector', 'inspector'),
          page('Questions', 'faq'),
        ],
      },
      { text: 'Use it', items: [page('The app', 'app'), page('API', 'api')] },
      {
        text: 'Run it',
        items: [
          page('Operating', 'operating'),
          page('Your team', 'team'),
          page('Ingest, measured', 'performance-ingest'),
          page('Delivery, measured', 'delivery'),
          page('Reports, measured', 'performance-reports'),
        ],
      },
      {
        text: 'How it works',
        items: [
          page('Client', 'spec/client'),
          page('Wire', 'spec/wire'),
          page('Delivery', 'spec/delivery'),
          page('Collector', 'spec/collector'),
          page('Data', 'spec/data'),
          page('Reports', 'spec/reports'),
          page('Decisions', 'decisions/'),
        ],
      },
    ],
  },
});
