import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import writeFileAtomic from 'write-file-atomic';
import { ApiError } from '../../errors.js';
import type { Site } from '../../store/site.js';
import type { Parts, Routes } from '../parts.js';
import { renew } from './renewal.js';

/** A script that is ready to be sent. */
interface Script {
  body: Buffer;
  /** First 16 hex digits of its SHA-256: part of its immutable name, and its `ETag`. */
  version: string;
  /** For the `integrity` attribute of an immutable name. */
  integrity: string;
}

/** Makes the scripts of all sites from the built one. */
export interface Scripts {
  /** One of `BUILT`, without settings. */
  readBuilt(name: string): Promise<Script>;
  /** The script of sites with the settings of one in front. */
  readSite(site: Site): Promise<Script>;
  /** A script that was given out under an immutable name, or undefined. */
  readVersion(key: string, version: string): Promise<Script | undefined>;
}

const createScript = (body: Buffer): Script => ({
  body,
  version: createHash('sha256').update(body).digest('hex').slice(0, 16),
  integrity: `sha384-${createHash('sha384').update(body).digest('base64')}`,
});

/** Chromium compiles all functions as it loads a script that starts so, and not one after the other as they are called. */
const COMPILE_AT_ONCE = '//# allFunctionsCalledOnLoad\n';

/** What a site's script starts with: settings that no page has to repeat. Safe as a script of its own, too. */
const formatSettings = ({ key, cookieDomain, client }: Site): string => {
  const settings = { ...client, ...(cookieDomain ? { cookieDomain } : {}), key };
  return `${COMPILE_AT_ONCE}var KM_SITE=${JSON.stringify(settings)};\n`;
};

/** As many scripts are kept in memory; another one is made of its parts again. A script has about 40 kB in its three encodings. */
const KEPT_SCRIPTS = 200;

/** Scripts are read when they are first asked for, and kept, those of sites as long as there are not too many. */
export const createScripts = ({
  sdkFolder,
  scriptFolder,
}: Pick<Parts, 'sdkFolder' | 'scriptFolder'>): Scripts => {
  const built = new Map<string, Script>();
  const sites = new LRUCache<string, Script>({ max: KEPT_SCRIPTS });

  const readBuilt = async (name: string): Promise<Script> => {
    const kept = built.get(name);
    if (kept) return kept;
    const text = await readFile(join(sdkFolder, `${name}.js`), 'utf8').catch((cause) => {
      throw new ApiError('script_not_built', { cause });
    });
    // The map is not served: it would be asked for under the site's own script name.
    const script = createScript(
      Buffer.from(text.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n')),
    );
    built.set(name, script);
    return script;
  };

  const formatVersionPath = (key: string, version: string): string =>
    join(scriptFolder, `${key}.${version}.js`);

  const readVersion = async (key: string, version: string): Promise<Script | undefined> => {
    try {
      return createScript(await readFile(formatVersionPath(key, version)));
    } catch {
      // Never given out.
      return undefined;
    }
  };

  return {
    readBuilt,
    readVersion,
    async readSite(site) {
      const settings = formatSettings(site);
      const kept = sites.get(settings);
      if (kept) return kept;
      const { body } = await readBuilt('kmq-site');
      const script = createScript(Buffer.concat([Buffer.from(settings), body]));
      // A page keeps an immutable name with its hash; it has to work after the next update, too.
      await mkdir(scriptFolder, { recursive: true });
      await writeFileAtomic(formatVersionPath(site.key, script.version), script.body);
      sites.set(settings, script);
      return script;
    },
  };
};

const ENCODINGS = { br: promisify(brotliCompress), gzip: promisify(gzip) };

type Encoding = keyof typeof ENCODINGS;

/** The best encoding that a browser names; `br;q=0` means no. */
const chooseEncoding = (accepted = ''): Encoding | undefined => {
  const names = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((text) => text.trim()))
    .flatMap(([name, quality]) => (/^q=0(\.0*)?$/.test(quality ?? '') ? [] : name));
  return (['br', 'gzip'] as const).find((name) => names.includes(name));
};

const FIVE_MINUTES = 'public, max-age=300';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Scripts that are the same for every site. */
const BUILT = ['kmq', 'kmq-lite', 'kmq-debug'];

/** Those, `/<key>.2.js`, `/<key>.<version>.js`, and the names that sites give: never with a cookie, for any page (S3). */
export const scriptRoutes =
  (scripts: Scripts): Routes =>
  (app, parts) => {
    const { store } = parts;
    const compressed = new LRUCache<string, Promise<Buffer>>({ max: 2 * KEPT_SCRIPTS });

    const compress = ({ body, version }: Script, encoding: Encoding): Promise<Buffer> => {
      const name = `${version}.${encoding}`;
      const kept = compressed.get(name) ?? ENCODINGS[encoding](body);
      compressed.set(name, kept);
      return kept;
    };

    const send = async (
      { script, cache }: { script: Script; cache: string },
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<FastifyReply> => {
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      const etag = `"${script.version}${encoding ? `-${encoding}` : ''}"`;
      reply
        .header('access-control-allow-origin', '*')
        .header('cache-control', cache)
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('etag', etag)
        .header('vary', 'Accept-Encoding')
        .type('text/javascript; charset=utf-8');
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
      if (!encoding) return reply.send(script.body);
      return reply.header('content-encoding', encoding).send(await compress(script, encoding));
    };

    for (const name of BUILT)
      app.get(`/${name}.js`, async (request, reply) =>
        send({ script: await scripts.readBuilt(name), cache: FIVE_MINUTES }, request, reply),
      );

    app.get<{ Params: { file: string } }>('/:file', async (request, reply) => {
      const [, key = '', version = ''] =
        /^([A-Za-z0-9_-]{1,64})\.(2|[0-9a-f]{16})\.js$/.exec(request.params.file) ?? [];
      const named = store.sites.withName(request.params.file);
      if (named)
        return send({ script: await scripts.readSite(named), cache: FIVE_MINUTES }, request, reply);
      // The client asks for these two by the names that the site's settings tell it (C29).
      const isFile = (setting: string) =>
        store.sites.list().some(({ client }) => client[setting] === request.params.file);
      if (isFile('renewalFile')) return renew(parts, request, reply);
      if (isFile('debugFile'))
        return send(
          { script: await scripts.readBuilt('kmq-debug'), cache: FIVE_MINUTES },
          request,
          reply,
        );
      const site = store.sites.find(key);
      if (!key) throw new ApiError('not_found');
      if (!site) throw new ApiError('unknown_site');
      if (version === '2')
        return send({ script: await scripts.readSite(site), cache: FIVE_MINUTES }, request, reply);
      const script = await scripts.readVersion(key, version);
      if (!script) throw new ApiError('not_found');
      return send({ script, cache: FOR_EVER }, request, reply);
    });
  };
