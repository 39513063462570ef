/** What the log holds, one record a line. The log is the data: everything else is rebuilt from it. */

/** A hit that was admitted. */
export interface HitRecord {
  type: 'hit';
  /** Format version of its fields. */
  v: 1;
  /**
   * Position in the log: 1, 2, 3 … over all records of every type; a number is missing only where a record was
   * damaged.
   */
  seq: number;
  /** Site key. */
  site: string;
  /** `e` event, `s` set, `a` alias: the path it came by. */
  kind: 'e' | 's' | 'a';
  /** Names and values as sent, reserved ones included, the site key left out; what the server made has no place here. */
  fields: [name: string, value: string][];
  /** Time of receipt, Unix milliseconds. */
  received: number;
  /** Corrected time of the hit, Unix milliseconds, fractions possible. Reports know no other. */
  time: number;
  /** Which way it came: a batch, or one GET or POST of the Kissmetrics protocol. */
  via: 'batch' | 'single';
  /** The sender's clock as sent (`_s`), where a batch told it. */
  sent?: string;
  /**
   * Milliseconds that this clock was behind ours, as quicker batches of the sender told (W9); left out where this
   * one did.
   */
  behind?: number;
  /** User agent of the request; present on hits of the browser client only. */
  agent?: string;
  /** Of the sender as two letters, where the collector has a database of countries; the address itself is not kept. */
  country?: string;
  /** Of a robot, or from inside: it stays here, and out of people, reports and exports. */
  bot?: true;
  /**
   * Whether the sender proved to be the site's own server, as an import did; older records do not say and count as
   * if so.
   */
  proven?: boolean;
  /**
   * What an imported hit is known by that has no id of its own: a hash of what its line says, and which of the equal
   * lines of its file it is (S25). Earlier versions wrote the file's hash and the line's number.
   */
  imported?: string;
}

/**
 * Hits of one request as the log has them since format 2: whoever reads gets a `HitRecord` of each. Since format 3 they
 * are known to be proven or not.
 */
export interface HitsRecord
  extends Pick<
    HitRecord,
    'received' | 'site' | 'via' | 'sent' | 'behind' | 'agent' | 'country' | 'bot'
  > {
  type: 'hits';
  v: 2 | 3;
  /** The sender proved to be the site's own server; a list: by these lines, counted from 0, alone. */
  proven?: true | number[];
  /** Position of the first; the others follow it. */
  seq: number;
  /** As sent. */
  lines: string[];
  /** Corrected time of each, in milliseconds from the receipt. */
  offsets: number[];
}

/** One link taken away by hand: every link between exactly these two identities, earlier and later. */
export interface UnlinkRecord {
  type: 'unlink';
  v: 1;
  seq: number;
  site: string;
  received: number;
  a: string;
  b: string;
}

/** A human's word that links between these two identities may make a person large. */
export interface ApproveRecord {
  type: 'approve';
  v: 1;
  seq: number;
  site: string;
  received: number;
  a: string;
  b: string;
}

/** A human takes an approval back: what waited for one waits again. */
export interface UnapproveRecord {
  type: 'unapprove';
  v: 1;
  seq: number;
  site: string;
  received: number;
  a: string;
  b: string;
}

/** Settings of a site that change what its hits mean, from this position on. */
export interface SettingsRecord {
  type: 'settings';
  v: 1;
  seq: number;
  site: string;
  received: number;
  /** Only the settings that change meaning, see `MeaningSettings`. */
  settings: MeaningSettings;
}

/** The settings of a site that people and reports depend on. */
export interface MeaningSettings {
  /** Email addresses are not case-sensitive. */
  foldEmails: boolean;
  /** Identities in the format of the original client's visitor ids are anonymous. */
  anonymousShape: boolean;
  /** Aliases can link two named identities. */
  linkNamed: boolean;
  /** Links of two named identities count without proof: anyone who knows the public key can merge two people. */
  linkUnproven: boolean;
}

/** A person was erased: nothing of theirs is left before this position. It does not say who. */
export interface EraseRecord {
  type: 'erase';
  v: 1;
  seq: number;
  site: string;
  received: number;
  /** Id of the job, which may have to go on after a crash. */
  job: string;
}

/** A site was deleted: what its key has before this position belongs to no site any more. */
export interface DeletedRecord {
  type: 'deleted';
  v: 1;
  seq: number;
  site: string;
  received: number;
}

/** What is left of a record that was erased: its place. */
export interface ErasedRecord {
  type: 'erased';
  v: 1;
  seq: number;
  site: string;
  received: number;
}

/** A record as it is read. */
export type LogRecord =
  | HitRecord
  | UnlinkRecord
  | ApproveRecord
  | UnapproveRecord
  | SettingsRecord
  | EraseRecord
  | DeletedRecord
  | ErasedRecord;

/** Reads synced records in order, from the one after `afterSeq` up to and with `upToSeq`. */
export type LogReader = (afterSeq: number, upToSeq: number) => AsyncIterable<LogRecord[]>;

/** A record as it is written. */
export type WrittenRecord = LogRecord | HitsRecord;

/** Every browser begins so, and every robot that runs pages. */
const BROWSER = /^Mozilla\//;

/** Whether a person's browser may have sent this: a server that sends batches itself means what it sends. */
export const isBrowser = (agent: string | undefined): agent is string =>
  agent !== undefined && BROWSER.test(agent);

/** How many positions of the log a record takes. */
export const countHits = (record: Omit<WrittenRecord, 'seq'>): number =>
  'lines' in record ? (record as HitsRecord).lines.length : 1;
