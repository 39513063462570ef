/** Why the engine could not answer. */
export type EngineFailure =
  /** A cursor that this engine did not give. */
  | 'invalid_cursor'
  /** The engine is starting, or it ended while it worked on the answer; asking again helps. */
  | 'engine_unavailable'
  /** The engine itself could not; the message says why. */
  | 'engine_failed';

/** An error of the engine with its code. */
export const engineFailure = (
  code: EngineFailure,
  message: string,
): Error & { code: EngineFailure } => Object.assign(new Error(message), { code });
