import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { toSnippet } from 'kmq/snippet';

/** What the demo shop needs to be tracked like any other site. */
export interface ShopSettings {
  /** Address of the collector without a slash at its end: `http://127.0.0.1:8484`. */
  collectorUrl: string;
  /** Key of the site that the shop's hits belong to. */
  key: string;
  /** Folder of its pages and of `assets/`. */
  folder: string;
}

/** Each page's head holds this comment where a site's owner would paste the snippet. */
const SNIPPET_MARK = '<!-- paste the snippet here -->';

const PAGES: Record<string, string> = {
  '/': 'index.html',
  '/pricing': 'pricing.html',
  '/sign-up': 'sign-up.html',
  '/sign-in': 'sign-in.html',
  // The single-page part answers every address below it; its own script reads the rest.
  '/garden': 'garden.html',
  '/garden/*': 'garden.html',
};

/** The demo shop: plain files, with the real snippet in the head of each page and no other tracking code. */
export const createShop = ({ collectorUrl, key, folder }: ShopSettings): FastifyInstance => {
  const shop = Fastify();
  const snippet = toSnippet({ key, script: `${collectorUrl}/${key}.2.js` });

  shop.register(fastifyStatic, { root: join(folder, 'assets'), prefix: '/assets/' });

  for (const [path, file] of Object.entries(PAGES)) {
    shop.get(path, async (_request, reply) => {
      const page = await readFile(join(folder, file), 'utf8');
      // A function, because `$` in a replacement text has a meaning.
      const tracked = page.replace(SNIPPET_MARK, () => snippet);
      return reply
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(tracked);
    });
  }

  shop.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('The shop has no such page.\n'),
  );
  return shop;
};
