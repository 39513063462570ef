// The page on which a tracker is measured: nothing starts by itself. Served isolated, for clocks of five microseconds.
import { once } from 'node:events';
import { createServer } from 'node:http';

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const toPage = (files) => `<!doctype html><meta charset="utf-8"><title>Page</title>
<link rel="icon" href="data:,">
${files.map((file) => `<link rel="modulepreload" href="/${file}">`).join('\n')}`;

/** @param {Map<string, { files: Map<string, Buffer>, first: string[] }>} bundles by module */
export const startPages = async (bundles) => {
  const server = createServer((request, response) => {
    const name = request.url.slice(1).split('?')[0];
    const bundle = bundles.get(name);
    const script = [...bundles.values()].map(({ files }) => files.get(name)).find(Boolean);
    const type = script ? 'text/javascript' : 'text/html; charset=utf-8';
    if (!bundle && !script) response.writeHead(404).end();
    else
      response
        .writeHead(200, { ...ISOLATED, 'content-type': type })
        .end(script ?? toPage(bundle.first));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
