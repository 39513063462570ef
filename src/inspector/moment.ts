import type { Hit } from '../wire/hit.js';

/** A command that the page called. */
export interface Call {
  what: 'call';
  /** As the page wrote it. */
  command: string;
  args: readonly unknown[];
  /** The visitor had clicked or typed since the page opened. */
  isActive: boolean;
}

/** A hit that was made, by a call or by itself. */
export interface Recorded {
  what: 'hit';
  hit: Hit;
}

/** Who the hits from now on belong to. */
export interface Identity {
  what: 'identity';
  anonymous: string;
  /** '' while nobody has said who it is. */
  named: string;
  /** The name comes from a form field or a link. */
  isWeak: boolean;
}

/**
 * What became of hits. `unanswered`: no answer that this page can read. `forbidden`: by its own policy. `removed`: they
 * wait no longer.
 */
export type DeliveryState =
  | 'stored'
  | 'sent'
  | 'taken'
  | 'refused'
  | 'unanswered'
  | 'forbidden'
  | 'removed';

export interface Delivery {
  what: 'delivery';
  state: DeliveryState;
  /** Hit ids. */
  ids: readonly string[];
  /** The answer's HTTP status, where there is one. */
  status?: number;
  /** Of those that were taken, the ones that the collector refused for good, with its reason. */
  rejected?: readonly { id: string; reason: string }[];
  endpoint: string;
}

/** What the client says to the console. */
export interface Warning {
  what: 'warning';
  text: string;
}

/** A call of a command that the client does not have. */
export interface Unknown {
  what: 'unknown';
  /** As the page wrote it. */
  command: string;
  /** Those that it has. */
  commands: readonly string[];
}

/** Something that happened in the client, as the inspector is told it. */
export type Moment = Call | Recorded | Identity | Delivery | Warning | Unknown;
