import type { Config } from '../config.js';

/** Where this machine reaches a server that listens on `host`. */
export const toUrl = (host: string, port: number): string => {
  // A server that listens on every address is reached by the nearest one.
  const near = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host];
  return `http://${near ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
};

/** Address of a sign-in link. */
export const toLoginUrl = (app: string, secret: string): string => `${app}/login/${secret}`;

/** What that setting opens. */
const TRUSTS_EVERYBODY = [
  '  Take care       KMQ_TRUST_PROXY=true trusts the X-Forwarded-… headers of everyone who reaches this port:',
  '                  they can claim any address, past limits, internal addresses and countries,',
  '                  and name any host. Name the proxy instead: KMQ_TRUST_PROXY=loopback, or its address.',
];

/**
 * Whether what is printed is read by the person who has started this: at a terminal, or on a machine of their own where
 * they try things out. What goes elsewhere ends up in logs that others read.
 */
export const maySaySecrets = (
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
  isTerminal: boolean,
): boolean => isTerminal || (!publicUrl && /^(localhost|127\.[\d.]+|::1)$/.test(host));

/** What a person who has started the collector wants to know. */
export interface Welcome {
  /** Address of ingest. */
  ready: string;
  /** The sign-in link; absent where others may read what is printed. */
  login: string | undefined;
  shop: string | undefined;
  /** Other addresses of the app, where it listens on several. */
  others: string[];
  /** What makes the addresses work on another computer, where they are this machine's own. */
  tunnel: string | undefined;
  /** Key of the site into which the story of a made-up company is loaded. */
  history: string | undefined;
  data: string;
  /** The admin token, when it was made just now. */
  token: string | undefined;
  /** Whether `KMQ_TRUST_PROXY` is `true`. */
  trustsEverybody: boolean;
  snippet: string | undefined;
}

/** The text that the collector prints when it is ready. */
export const toWelcome = ({
  ready,
  login,
  others,
  tunnel,
  shop,
  history,
  data,
  token,
  trustsEverybody,
  snippet,
}: Welcome): string =>
  [
    `ready ${ready}`,
    '',
    ...(login
      ? [
          `  Sign in, once   ${login}`,
          '                  (create another with kmq-collector login-link; npm run login-link in a clone)',
        ]
      : [
          `  Sign in         run kmq-collector login-link in a terminal for a link that works once`,
        ]),
    ...(tunnel
      ? [
          `  From elsewhere  ${tunnel}`,
          '                  (run it on your own computer, then open the addresses there)',
        ]
      : []),
    ...others.map((address, at) => `  ${at ? '        ' : 'Also at '}        ${address}`),
    ...(trustsEverybody ? TRUSTS_EVERYBODY : []),
    ...(shop ? [`  Demo shop       ${shop}  walk through it and watch yourself arrive`] : []),
    ...(history
      ? [
          `  A year of hits  in the site ${history}, ready in a few seconds; demo data of a made-up company`,
        ]
      : []),
    ...(token ? [`  Admin token     ${token}  shown only now; for the API`] : []),
    `  Data folder     ${data}`,
    '',
    ...(snippet
      ? ['Paste this into the head of each page:', '', `  ${snippet}`, '']
      : ['No sites yet; add one: kmq-collector site add <key> <name>', '']),
  ].join('\n');
