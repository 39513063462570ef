import { parseAddress } from '../../ingest/admission/addresses.js';
import { type Admission, admit } from '../../ingest/admission/admit.js';
import type { Clocks } from '../../ingest/admission/clocks.js';
import type { FindCountry } from '../../ingest/admission/countries.js';
import { isLeftOut } from '../../ingest/admission/robots.js';
import { parseDifference } from '../../ingest/admission/times.js';
import { isBrowser } from '../../ingest/record.js';
import type { Sender } from '../../routes/access/sender.js';
import { CALL_BYTES, findExcess } from './body.js';
import { encodeLines } from './hits.js';
import type { KnownLinks } from './known-links.js';
import { BadMessage, type Call, type Message, type Problem, readMessage } from './message.js';

/** What a request says of all its messages. */
export interface Origin {
  by: Sender;
  agent: string | undefined;
  address: string;
  /** Of its body, uncompressed. */
  bytes: number;
  /** When its head came, and when its body was read, Unix milliseconds. */
  arrived: number;
  received: number;
  /** When it was sent by the sender's clock, where the batch tells it. */
  sent: number | undefined;
}

/** What is made with. */
interface Needs {
  clocks: Clocks;
  known: KnownLinks;
  findCountry?: FindCountry | undefined;
}

/** Messages that are taken, as records, and what is wrong with the others. */
export interface Admitted {
  drafts: Admission['draft'][];
  replaced: Admission['replaced'];
  /** Links that are known once the records are on disk. */
  links: string[];
  accepted: number;
  rejected: (Problem & { index: number })[];
}

/** Lines that one record holds: of one browser, place and clock. */
interface Group {
  lines: string[];
  agent: string | undefined;
  address: string | undefined;
  sent: number | undefined;
}

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value ? value : undefined;

/** The browser and the address of a person: as a server tells them, else those of the request where a browser sends it. */
const createGroup = ({ context, sent }: Message, origin: Origin): Omit<Group, 'lines'> => {
  const isDirect = isBrowser(origin.agent);
  const agent = readText(context.userAgent) ?? (isDirect ? origin.agent : undefined);
  const ip = readText(context.ip);
  const address = (ip && parseAddress(ip)) ?? (isDirect ? origin.address : undefined);
  return { agent, address, sent: origin.sent ?? sent };
};

const read = (given: unknown, call: Call | undefined, bytes: number): Message => {
  // Most bodies are smaller than what one call may be.
  const excess = bytes > CALL_BYTES ? findExcess(given) : undefined;
  if (excess) throw new BadMessage(excess.field, excess.message);
  return readMessage(given, call);
};

const readProblem = (error: unknown): Problem => {
  if (error instanceof BadMessage) return { field: error.field, message: error.message };
  // Objects in objects without end exhaust the stack.
  if (error instanceof RangeError) return { field: '', message: 'is nested too deeply' };
  throw error;
};

/** The times of a sender's clock as the wire tells them: Unix seconds. */
const toSeconds = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : String(milliseconds / 1000);

const admitGroup = (
  { lines, agent, address, sent }: Group,
  { by: { site, isProven }, arrived, received }: Origin,
  { clocks, findCountry }: Needs,
): Admission => {
  const difference = parseDifference(toSeconds(sent), arrived);
  return admit(lines, {
    ...{ site: site.key, via: 'batch', received, isProven, agent, sent: toSeconds(sent) },
    behind:
      difference === undefined
        ? undefined
        : clocks.take({ site: site.key, agent, lines }, difference, received),
    country: address ? findCountry?.(address) : undefined,
    leftOut: isLeftOut(site, { agent, address: address ?? '' }),
  });
};

/** Messages → the records that hold them. What is wrong with one keeps no other one out. */
export const admitMessages = (
  given: readonly unknown[],
  call: Call | undefined,
  { origin, needs }: { origin: Origin; needs: Needs },
): Admitted => {
  const rejected: Admitted['rejected'] = [];
  const groups = new Map<string, Group>();
  const links: string[] = [];
  given.forEach((each, index) => {
    try {
      const message = read(each, call, origin.bytes);
      const told = encodeLines(message, origin.arrived);
      const group = createGroup(message, origin);
      const lines = told.links.flatMap(({ line, link, isAsked }) => {
        const key = JSON.stringify([origin.by.site.key, origin.by.isProven, link]);
        if (!isAsked && (needs.known.has(key) || links.includes(key))) return [];
        links.push(key);
        return line;
      });
      const key = JSON.stringify(group);
      if (!groups.has(key)) groups.set(key, { lines: [], ...group });
      groups.get(key)!.lines.push(...lines, ...(told.line === undefined ? [] : [told.line]));
    } catch (error) {
      rejected.push({ index, ...readProblem(error) });
    }
  });
  const admissions = [...groups.values()].map((group) => admitGroup(group, origin, needs));
  return {
    drafts: admissions.map(({ draft }) => draft),
    replaced: admissions.flatMap(({ replaced }) => replaced),
    links,
    accepted: given.length - rejected.length,
    rejected,
  };
};
