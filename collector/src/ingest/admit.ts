import { type Decoded, type Hit, KEY } from 'kmq/wire';
import type { HitRecord } from './record.js';
import { toClockShift, toCorrectedTime } from './times.js';

/** The request that a hit came with. */
export interface Arrival {
  /** Site key. */
  site: string;
  via: HitRecord['via'];
  /** Time of receipt, Unix milliseconds. */
  received: number;
  /** Sender's clock as sent, where a batch told it. */
  sent?: string | undefined;
  /** User agent, where the request is the browser client's. */
  agent?: string | undefined;
  /** The site leaves hits of such senders out. */
  leftOut?: boolean;
}

/** A hit that is taken: what it means, and what the log will hold of it. */
export interface Admitted {
  hit: Hit;
  draft: Omit<HitRecord, 'seq'>;
}

/** Longest user agent that is kept; longer ones are made up. */
const AGENT_LENGTH = 512;

const KINDS = { event: 'e', set: 's', alias: 'a' } as const;

/** Takes what the wire could read: its time is corrected, its fields are kept as sent, without the site key. */
export const admit = (
  { hit, fields }: Extract<Decoded, { hit: Hit }>,
  { site, via, received, sent, agent, leftOut }: Arrival,
): Admitted => {
  const shift = toClockShift(sent, received);
  const draft: Admitted['draft'] = {
    type: 'hit',
    v: 1,
    site,
    kind: KINDS[hit.kind],
    fields: [...fields].filter(([name]) => name !== KEY),
    received,
    time: toCorrectedTime(hit, { received, shift, honoured: via === 'batch' }),
    via,
  };
  if (sent !== undefined) draft.sent = sent;
  if (agent) draft.agent = agent.slice(0, AGENT_LENGTH);
  if (leftOut) draft.bot = true;
  return { hit, draft };
};
