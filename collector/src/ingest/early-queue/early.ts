import { encodeHit, type Hit, LINE_BYTES, NAME_LENGTH, toNormalHit, toVisible } from 'kmq/wire';
import { createEarlyCommands } from './early-commands.js';
import { createEarlyPerson } from './early-person.js';

/** What a page says in its early queue: commands with their arguments, and much that is none. */
type Call = [name: string, ...args: unknown[]];

/** The body that a snippet sends: cookies, address, queue, and what tells a repeat from a second queue. */
export interface EarlyQueue {
  /** `km_ai`, `km_ni` and `km_c`, by name, decoded. */
  cookies: Map<string, string>;
  address: string;
  calls: Call[];
  /** Whether the body bears a random number of its own. */
  isUnique: boolean;
}

export interface EarlyNeeds {
  /** Site key. */
  key: string;
  /** The site's settings of the client. */
  client: Record<string, unknown>;
  /** What the browser asks for by its headers. */
  refuses: { gpc: boolean; dnt: boolean };
  /** So many random bytes, in base64. */
  createRandom(bytes: number): string;
}

/** Bytes of an anonymous id in the original's shape, and of a hit id. */
const ANONYMOUS_BYTES = 20;
const HIT_ID_BYTES = 9;

/** Registered properties go along with each event: a small body must become neither a large log nor long work. */
const WORK_BYTES = 1024 * 1024;
/** How much longer it takes to shorten a line that is too long than to write it. */
const ROUNDS = 4;

const isCall = (item: unknown): item is Call => Array.isArray(item) && typeof item[0] === 'string';

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    // Written by other code with a stray %: kept as it is.
    return value;
  }
};

const readCookies = (given: unknown): EarlyQueue['cookies'] =>
  new Map(
    (Array.isArray(given) ? given : []).flatMap((cookie) => {
      const [, name, value] = /^(km_(?:ai|ni|c))=(.*)$/s.exec(String(cookie)) ?? [];
      const text = toVisible(decode(value ?? ''));
      // As in the client: a value that is too long for an identity was written by other code.
      return name && text.length <= NAME_LENGTH ? [[name, text] as const] : [];
    }),
  );

/** Reads a body that starts with `[` (W14), undefined where it is none. */
export const decodeEarlyQueue = (body: string): EarlyQueue | undefined => {
  try {
    const [cookies, address, queue, number] = JSON.parse(body);
    if (typeof address !== 'string' || !Array.isArray(queue)) return undefined;
    return {
      cookies: readCookies(cookies),
      address,
      calls: queue.filter(isCall),
      isUnique: number !== undefined,
    };
  } catch {
    // No JSON, or not a list.
    return undefined;
  }
};

/** Settings as the page's own calls leave them: a call wins over the site, a later one over an earlier one. */
const readSettings = (
  { calls }: EarlyQueue,
  { key, client }: EarlyNeeds,
): Record<string, unknown> =>
  Object.assign(
    { ...client, key },
    ...calls.flatMap(([name, more]) => (name === 'configure' ? [Object(more)] : [])),
  );

/** `wait`: until the queue itself says yes. `never`: whatever it says. */
type Consent = 'yes' | 'no' | 'wait' | 'never';

const readConsent = (
  settings: Record<string, unknown>,
  cookies: EarlyQueue['cookies'],
  { key, refuses }: EarlyNeeds,
): Consent => {
  // The page's `beforeSend` had to see each hit first; other keys and protocols belong to somebody else.
  if ('beforeSend' in settings || settings.key !== key || settings.protocol === 'kissmetrics')
    return 'never';
  const choice = cookies.get('km_c');
  if (choice) return choice === '1' ? 'yes' : 'never';
  if ((settings.respectGpc && refuses.gpc) || (settings.respectDnt && refuses.dnt)) return 'no';
  return settings.consent === 'required' ? 'wait' : 'yes';
};

/**
 * Runs the queue of a page whose visitor left before the library came, as the client would have, and gives the lines
 * that it would have sent (W14). Commands that need a page, and what is no command, are passed over.
 */
export const runEarlyQueue = (queue: EarlyQueue, needs: EarlyNeeds): string[] => {
  const settings = readSettings(queue, needs);
  // Without cookies, as the client: neither who this is nor what they chose.
  const cookies = settings.persistence === 'memory' ? new Map<string, string>() : queue.cookies;
  let consent = readConsent(settings, cookies, needs);
  if (consent === 'never') return [];

  let lines: string[] = [];
  let work = 0;
  const send = (hit: Hit): void => {
    const normal = toNormalHit({ ...hit, id: needs.createRandom(HIT_ID_BYTES) });
    if (!normal) return;
    const names = Object.keys(normal.properties).join('&=').length;
    // Names alone that fit into no line leave it without any, and where they hardly fit, that takes long to find out.
    const line = encodeHit(names > LINE_BYTES ? { ...normal, properties: {} } : normal);
    work += Math.max(names * ROUNDS, line.length);
    if (work <= WORK_BYTES) lines.push(line);
  };
  const person = createEarlyPerson(
    { anonymous: cookies.get('km_ai') ?? '', named: cookies.get('km_ni') ?? '' },
    { createAnonymousId: () => needs.createRandom(ANONYMOUS_BYTES), send },
  );
  // `redactUrl` is a function, too: an address that it had to see is not told.
  const address = 'redactUrl' in settings ? '' : queue.address;
  const commands = createEarlyCommands({ person, address, send });
  const run = ([name, ...args]: Call): void => {
    if (work > WORK_BYTES || !Object.hasOwn(commands, name)) return;
    try {
      commands[name]!(...(args as never[]));
    } catch {
      // An object whose `toString` was a function has no text any more: this call is passed over.
    }
  };

  let waiting: Call[] = [];
  for (const call of queue.calls) {
    const [name] = call;
    if (name === 'optOut') {
      lines = [];
      waiting = [];
      person.forget();
      consent = 'no';
    } else if (name === 'optIn') {
      waiting.forEach(run);
      waiting = [];
      consent = 'yes';
    } else if (consent === 'yes') run(call);
    else if (consent === 'wait') waiting.push(call);
  }
  return lines;
};
