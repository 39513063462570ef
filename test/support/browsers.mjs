import { existsSync } from 'node:fs';

const LIBRARIES = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

/** What the end-to-end tests run, where Debian puts it, and the package that brings it. */
export const PROGRAMS = {
  chromium: { path: '/usr/bin/chromium', package: 'chromium' },
  firefox: { path: '/usr/bin/firefox-esr', package: 'firefox-esr' },
  webkitDriver: { path: '/usr/bin/WebKitWebDriver', package: 'webkit2gtk-driver' },
  miniBrowser: { path: `${LIBRARIES}/webkit2gtk-4.1/MiniBrowser`, package: 'webkit2gtk-driver' },
  /** WebKit has no headless mode. */
  display: { path: '/usr/bin/Xvfb', package: 'xvfb' },
  curl: { path: '/usr/bin/curl', package: 'curl' },
  openssl: { path: '/usr/bin/openssl', package: 'openssl' },
  nginx: { path: '/usr/sbin/nginx', package: 'nginx-light' },
  caddy: { path: '/usr/bin/caddy', package: 'caddy' },
};

/** Packages whose programs are not on this machine. */
export const missingPackages = () => [
  ...new Set(
    Object.values(PROGRAMS)
      .filter(({ path }) => !existsSync(path))
      .map((program) => program.package),
  ),
];
