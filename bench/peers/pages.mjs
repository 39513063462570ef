// The page that every peer is on, and the one that visitors leave it for.
import { once } from 'node:events';
import { createServer } from 'node:http';

const AWAY =
  '<!doctype html><meta charset="utf-8"><title>Away</title><link rel="icon" href="data:,">';

/** The endpoint is named in the address, so that each trial has one of its own. */
const toPage = (module, away) => `<!doctype html><meta charset="utf-8"><title>Page</title>
<link rel="icon" href="data:,">
<a id="link" href="/away.html">Link</a> <a id="cross" href="${away}">Cross</a>
<script type="module">
  import * as peer from '/${module}.js';
  peer.start(new URLSearchParams(location.search).get('host'));
  window.peer = peer;
</script>`;

/** @param {Map<string, Buffer>} scripts by name */
export const startPages = async (scripts) => {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://pages');
    const name = pathname.slice(1);
    const script = scripts.get(name);
    if (script) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      return;
    }
    const type = { 'content-type': 'text/html; charset=utf-8' };
    if (name === 'away.html') {
      response.writeHead(200, type).end(AWAY);
      return;
    }
    if (!scripts.has(`${name}.js`)) {
      response.writeHead(404).end();
      return;
    }
    const cache = searchParams.has('no-store') ? { 'cache-control': 'no-store' } : {};
    const away = `http://localhost:${server.address().port}/away.html`;
    response.writeHead(200, { ...type, ...cache }).end(toPage(name, away));
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
