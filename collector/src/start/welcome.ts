/** Where this machine reaches a server that listens on `host`. */
export const toUrl = (host: string, port: number): string => {
  // A server that listens on every address is reached by the nearest one.
  const near = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host];
  return `http://${near ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
};

/** Address of a sign-in link. */
export const toLoginUrl = (app: string, secret: string): string => `${app}/login/${secret}`;

/** What a person who has started the collector wants to know. */
export interface Welcome {
  /** Address of ingest. */
  ready: string;
  login: string;
  shop: string | undefined;
  /** Key of the site into which the story of a made-up company is loaded. */
  history: string | undefined;
  data: string;
  /** The admin token, when it was made just now. */
  token: string | undefined;
  snippet: string | undefined;
}

/** The text that the collector prints when it is ready. */
export const toWelcome = ({ ready, login, shop, history, data, token, snippet }: Welcome): string =>
  [
    `ready ${ready}`,
    '',
    `  Sign in, once   ${login}`,
    '                  (kmq-collector login-link makes another; npm run login-link in a clone)',
    ...(shop ? [`  Demo shop       ${shop}  walk through it and watch yourself arrive`] : []),
    ...(history
      ? [
          `  A year of hits  in the site ${history}, in some seconds; of a company that does not exist`,
        ]
      : []),
    ...(token ? [`  Admin token     ${token}  shown only now; for the API`] : []),
    `  Data folder     ${data}`,
    '',
    ...(snippet
      ? ['Paste this into the head of each page:', '', `  ${snippet}`, '']
      : ['There is no site yet: kmq-collector site add <key> <name>', '']),
  ].join('\n');
