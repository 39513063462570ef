import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

/**
 * What may tell who somebody is: queries, cookies, tokens, e-mail addresses, anonymous ids, and whatever an error
 * quotes that is no path. Each pattern takes time in proportion to its text, whatever the text is.
 */
export const TELLING: readonly [RegExp, string | ((found: string, told?: string) => string)][] = [
  [/\?[^\s"'`]+/g, '?[query]'],
  [/\b(km_\w+|kmq_session)=[^\s;"']*/g, '$1=[cookie]'],
  [/\bBearer\s+\S+/gi, 'Bearer [token]'],
  [/\/login\/[\w-]+/g, '/login/[link]'],
  // A word without an @ is taken whole, too: else each of its letters would be tried as the first of an address.
  [
    /[^\s"'<>(),;:=@]+(@[^\s"'<>(),;:]+)?/g,
    (word, host) => (host === undefined ? word : '[identity]'),
  ],
  [/[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=/g, '[identity]'],
  [/(["'`])(?![/.\w-]*\/)[^"'`\n]{1,2048}\1/g, '$1…$1'],
];

/** A text without what may tell who somebody is. */
export const redact = (text: string): string =>
  TELLING.reduce((left, [pattern, by]) => left.replace(pattern, by as string), text);

const redactError = (error: Error): object => {
  const { type, message, stack, code } = stdSerializers.err(error) as ReturnType<
    typeof stdSerializers.err
  > & { code?: unknown };
  return { type, code, message: redact(message), stack: redact(stack) };
};

/** The collector's log of itself, a line of JSON each. Nothing in it tells who somebody is (S27). */
export const createLogger = (stream: DestinationStream): Logger =>
  pino(
    {
      level: 'warn',
      redact: {
        paths: ['req.headers', 'res.headers', 'headers', 'cookie', 'query', 'body', 'identity'],
        remove: true,
      },
      serializers: {
        err: redactError,
        req: ({ method, url = '' }: { method?: string; url?: string }) => ({
          method,
          path: redact(url.split('?')[0]!),
        }),
      },
      hooks: {
        logMethod(given, method) {
          const texts = given.map((each) => (typeof each === 'string' ? redact(each) : each));
          method.apply(this, texts as Parameters<typeof method>);
        },
      },
    },
    stream,
  );
