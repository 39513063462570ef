/** What Kubernetes tells each pod about a service `kmq` or `kmq-…`, and Docker about a linked container, with what it may say. */
const SERVICE_LINKS: readonly [name: RegExp, text: RegExp][] = [
  [/^KMQ(_\w+)?_SERVICE_HOST$/, /^[\da-f.:]+$/i],
  [/^KMQ(_\w+)?_SERVICE_PORT(_\w+)?$/, /^\d+$/],
  [/^KMQ(_\w+)?_PORT$/, /^(tcp|udp|sctp):\/\//],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)$/, /^(tcp|udp|sctp):\/\//],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)_PROTO$/, /^(tcp|udp|sctp)$/],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)_PORT$/, /^\d+$/],
  [/^KMQ(_\w+)?_PORT_\d+_(TCP|UDP|SCTP)_ADDR$/, /^[\da-f.:]+$/i],
];

/** Names of the variables that nobody has set by hand. */
export const findServiceLinks = (environment: Record<string, string | undefined>): string[] =>
  Object.keys(environment)
    .filter((name) =>
      SERVICE_LINKS.some(
        ([names, texts]) => names.test(name) && texts.test(environment[name] ?? ''),
      ),
    )
    .sort();

/** Why they are ignored; they are no reason not to start. */
export const formatLinkWarning = (links: readonly string[]): string =>
  `Ignored ${links.join(', ')}: Kubernetes sets ${links.length > 1 ? 'these variables' : 'this variable'} for a service whose name begins with kmq. Set enableServiceLinks: false in the pod, or rename the service.`;
