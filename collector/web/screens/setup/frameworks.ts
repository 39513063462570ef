import type { SiteWithInstall } from '../../api/types.js';

/** One thing to paste, and where. */
export interface Piece {
  /** What it is, for who hears it; where it goes. */
  label: string;
  code: string;
}

/** A way to install the client. */
export interface Framework {
  name: string;
  title: string;
  /** What to do with the pieces. */
  hint: string;
  /** Where the documentation says more. */
  docs: string;
  createPieces: (install: SiteWithInstall['install'], key: string) => Piece[];
}

/** The folder that hits are sent to: that of the script. */
const endpointOf = (script: string): string => new URL('.', new URL(script, location.href)).href;

const formatClient = (script: string, key: string): string =>
  `// src/kmq.js
import { campaigns, createKmq, pageViews, referrer, visits } from "kmq";

export const kmq = createKmq(
  { key: "${key}", endpoint: "${endpointOf(script)}" },
  [pageViews, visits, referrer, campaigns],
);`;

const REACT = `// src/main.jsx
import { KmqProvider, usePageViews } from "kmq/react";
import { kmq } from "./kmq";

const Root = () => {
  usePageViews();
  return <App />;
};

createRoot(document.getElementById("root")).render(
  <KmqProvider client={kmq}>
    <Root />
  </KmqProvider>,
);`;

const VUE_MAIN = `// src/main.js
import { createKmqPlugin } from "kmq/vue";
import { kmq } from "./kmq";

createApp(App).use(createKmqPlugin(kmq)).use(router).mount("#app");`;

const VUE_APP = `<!-- src/App.vue -->
<script setup>
import { usePageViews } from "kmq/vue";

usePageViews();
</script>`;

const formatServer = (script: string, key: string): string =>
  `// hit.mjs
import { createKmq } from "kmq/node";

const kmq = createKmq({ key: "${key}", endpoint: "${endpointOf(script)}" });

kmq.record("jane@example.com", "Signed Up", { Plan: "Pro" });
await kmq.close();`;

/** What a site can be built with, the most common first. */
export const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'html',
    title: 'HTML',
    hint: 'Paste this into the <head> of every page, before anything that calls _kmq.push.',
    docs: 'snippet',
    createPieces: ({ snippet }) => [{ label: 'Snippet for a page', code: snippet }],
  },
  {
    name: 'gtm',
    title: 'Tag Manager',
    hint: 'Create a Custom HTML tag with this code and fire it on All Pages, before other tracking tags.',
    docs: 'gtm',
    createPieces: ({ gtmSnippet }) => [
      { label: 'Snippet for Google Tag Manager', code: gtmSnippet },
    ],
  },
  {
    name: 'react',
    title: 'React',
    hint: 'Install the npm package, then create the client and give it to your components.',
    docs: 'react',
    createPieces: ({ script }, key) => [
      { label: 'The client', code: formatClient(script, key) },
      { label: 'The root component', code: REACT },
    ],
  },
  {
    name: 'vue',
    title: 'Vue',
    hint: 'Install the npm package, then create the client and give it to your app.',
    docs: 'vue',
    createPieces: ({ script }, key) => [
      { label: 'The client', code: formatClient(script, key) },
      { label: 'The app', code: VUE_MAIN },
      { label: 'The root component', code: VUE_APP },
    ],
  },
  {
    name: 'node',
    title: 'Node.js',
    hint: 'Install the npm package, then record what people do on your server.',
    docs: 'node',
    createPieces: ({ script }, key) => [
      { label: 'A hit from a server', code: formatServer(script, key) },
    ],
  },
  {
    name: 'npm',
    title: 'npm',
    hint: 'For any bundler: install the npm package, then import this file in your entry.',
    docs: 'npm',
    createPieces: ({ script }, key) => [{ label: 'The client', code: formatClient(script, key) }],
  },
];
