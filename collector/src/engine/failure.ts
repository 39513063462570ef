/** Why the engine could not answer. */
export type EngineFailure =
  /** A cursor that this engine did not give. */
  | 'invalid_cursor'
  /** The engine is starting, or it ended while it worked on the answer; asking again helps. */
  | 'engine_unavailable'
  /** A report that is not kept, or not any more. */
  | 'unknown_report'
  /** An event that the report has not, or more than once; the message says which. */
  | 'unknown_event'
  /** A report that took longer than reports may. */
  | 'report_too_slow'
  /** A report that was stopped because nobody waits for it. */
  | 'report_stopped'
  /** A list of people that is not there, or not any more. */
  | 'unknown_list'
  /** The engine itself could not; the message says why. */
  | 'engine_failed';

interface Failed {
  code: EngineFailure;
  message: string;
}

const CODES: readonly unknown[] = [
  'invalid_cursor',
  'engine_unavailable',
  'unknown_report',
  'unknown_event',
  'report_too_slow',
  'report_stopped',
  'unknown_list',
  'engine_failed',
];

/** An error of the engine with its code. */
export const engineFailure = (code: EngineFailure, message: string): Error & Failed =>
  Object.assign(new Error(message), { code });

/** Whatever was thrown, as code and message. */
export const toFailure = (error: unknown): Failed => {
  const { code, message = String(error) } = (error ?? {}) as Partial<Failed>;
  return { code: CODES.includes(code) ? code! : 'engine_failed', message };
};
