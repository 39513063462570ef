import { decodeLine, type Glance, glance, type Rejection } from 'kmq/wire';
import type { HitRecord, HitsRecord } from '../record.js';
import { correctTime, limitClockShift, parseDifference, type Replacement } from './times.js';

/** The request that hits came with. */
export interface Arrival {
  /** Site key. */
  site: string;
  via: HitRecord['via'];
  /** Time of receipt, Unix milliseconds. */
  received: number;
  /** Sender's clock as sent, where a batch told it. */
  sent?: string | undefined;
  /** How far that clock is behind ours, where more is known of it than this batch says; milliseconds. */
  behind?: number | undefined;
  /** User agent, where the request is the browser client's. */
  agent?: string | undefined;
  /** Of the sender, where it is looked up. */
  country?: string | undefined;
  /** The site leaves hits of such senders out. */
  leftOut?: boolean;
  /** The sender proved to be a server of the site's own, or did so by signing a line. */
  isProven?: boolean;
  isSigned?: (line: string) => boolean;
}

/** What is taken, and the lines that are not. */
export interface Admission {
  draft: Omit<HitsRecord, 'seq'>;
  /** `line` counts from 0. */
  rejected: { line: number; reason: Rejection }[];
  /** Why times of what is taken were replaced (W13). */
  replaced: Replacement[];
}

/** Longest user agent that is kept; longer ones are made up. */
const AGENT_LENGTH = 512;
/** Of a clock the log tells what its batch does not, to a second. */
const SECOND_MS = 1000;

/** What decoding tells of a line at which a glance is not enough. */
const look = (line: string): Glance | { rejected: Rejection } => {
  const decoded = decodeLine(line);
  return 'hit' in decoded ? decoded.hit : decoded;
};

const without = (lines: string[], rejected: Admission['rejected']): string[] => {
  const left = new Set(rejected.map(({ line }) => line));
  return lines.filter((_, line) => !left.has(line));
};

/** Takes the lines that the wire can read, as sent: their times are corrected here, decoding waits until it is needed. */
export const admit = (
  lines: string[],
  { site, via, received, sent, behind, agent, country, leftOut, isProven, isSigned }: Arrival,
): Admission => {
  const difference = parseDifference(sent, received);
  const replacements: Replacement[] = [];
  const clock = {
    received,
    shift: limitClockShift(behind ?? difference),
    honoured: via === 'batch',
    replaced: (reason: Replacement) => replacements.push(reason),
  };
  const offsets: number[] = [];
  const rejected: Admission['rejected'] = [];
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line]!;
    const seen = glance(text) ?? look(text);
    if ('rejected' in seen) rejected.push({ line, reason: seen.rejected });
    else offsets.push(correctTime(seen, clock) - received);
  }
  const draft: Admission['draft'] = {
    type: 'hits',
    v: 3,
    site,
    received,
    via,
    lines: rejected.length ? without(lines, rejected) : lines,
    offsets,
  };
  if (sent !== undefined) draft.sent = sent;
  if (behind !== undefined && Math.abs(behind - (difference ?? 0)) >= SECOND_MS)
    draft.behind = behind;
  if (agent) draft.agent = agent.slice(0, AGENT_LENGTH);
  if (country) draft.country = country;
  if (leftOut) draft.bot = true;
  if (isProven) draft.proven = true;
  else if (isSigned) {
    const signed = draft.lines.flatMap((line, at) => (isSigned(line) ? at : []));
    if (signed.length) draft.proven = signed;
  }
  return { draft, rejected, replaced: replacements };
};
