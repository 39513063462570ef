import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAMS } from '../../support/browsers.mjs';
import { endChild, startChild } from './children.js';
import { until } from './patience.js';
import { findPort } from './port.js';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** The site's host in these tests. */
export const HOST = 'shop.test';

/** A site behind a real web server that serves kmq below `/t/`. */
export interface Front {
  /** `http://shop.test:4711`, without a slash at the end. */
  url: string;
  port: number;
  /** Adds a page of the site. */
  add(name: string, html: string): void;
  close(): Promise<void>;
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .on('error', () => resolve(false));
  });

/** Where a server is started, and what stands behind it. */
interface Place {
  folder: string;
  port: number;
  collectorPort: number;
  /** With a certificate that nobody vouches for. */
  tls: boolean;
}

/** `cert.pem` and `key.pem` of the host, in the folder. */
const writeCertificate = (folder: string): void => {
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync(PROGRAMS.openssl.path, ['req', '-x509', ...key, ...subject, ...files], {
    stdio: 'ignore',
  });
};

const read = (example: string, { collectorPort }: Place): string =>
  readFileSync(EXAMPLES + example, 'utf8').replaceAll(
    '127.0.0.1:8484',
    `127.0.0.1:${collectorPort}`,
  );

/** Each writes its configuration and gives the program with its words. */
const SERVERS = {
  nginx: (place: Place): [string, string[]] => {
    const { folder, port, tls } = place;
    writeFileSync(join(folder, 'kmq.conf'), read('nginx/kmq.conf', place));
    // Nothing outside of the folder is written, also as root.
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(' ');
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/pid; error_log stderr warn; worker_processes 1; events {}
      http { access_log ${folder}/access.log; ${places} types { text/html html; }
        ${tls ? `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;` : ''}
        server { listen 127.0.0.1:${port}${tls ? ' ssl' : ''}; server_name ${HOST}; root ${folder}/site; include kmq.conf; } }`,
    );
    return [PROGRAMS.nginx.path, ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr']];
  },
  caddy: (place: Place): [string, string[]] => {
    const { folder, port, tls } = place;
    writeFileSync(
      join(folder, 'Caddyfile'),
      `{\n\tadmin off\n\tstorage file_system ${folder}/storage\n}\n${read('caddy/Caddyfile', place)
        .replace(
          'shop.example.com {',
          tls
            ? `https://${HOST}:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/cert.pem ${folder}/key.pem`
            : `http://${HOST}:${port} {\n\tbind 127.0.0.1`,
        )
        .replace('/var/www/shop', `${folder}/site`)}`,
    );
    return [
      PROGRAMS.caddy.path,
      ['run', '--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`],
    ];
  },
};

export type ServerName = keyof typeof SERVERS;

export const SERVER_NAMES = Object.keys(SERVERS) as ServerName[];

/** Starts the server with the example's configuration in front of a collector's port. */
export const startFront = async (
  name: ServerName,
  collectorPort: number,
  { tls = false } = {},
): Promise<Front> => {
  const folder = mkdtempSync(join(tmpdir(), `kmq-${name}-`));
  // Started by root, nginx answers as nobody.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'site'));
  const port = await findPort();
  if (tls) writeCertificate(folder);
  const [program, words] = SERVERS[name]({ folder, port, collectorPort, tls });
  const child = startChild(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder },
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const close = async () => {
    await endChild(child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  await until(name, () => isOpen(port)).catch(async (error) => {
    await close();
    throw new Error(`${error.message}; it printed:\n${printed}`);
  });
  return {
    url: `http://${HOST}:${port}`,
    port,
    add: (file, html) => writeFileSync(join(folder, 'site', file), html),
    close,
  };
};
