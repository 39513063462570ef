import type { Engine } from './engine.js';

/** Methods of an engine that are asked and answered; what only tells it something, and `close`, have orders of their own. */
export type Call = Exclude<
  {
    [Name in keyof Engine]: Engine[Name] extends (...given: never[]) => Promise<unknown>
      ? Name
      : never;
  }[keyof Engine],
  'close'
>;

/** How a call is passed on to another process. */
interface Passing {
  /** Place of the signal among its arguments: a signal cannot be passed on, but that it was given can. */
  signal?: number;
}

/** Every call between whoever asks and the process that answers. A method of `Engine` that is missing does not compile. */
export const CALLS: Readonly<Record<Call, Passing>> = {
  status: {},
  people: { signal: 1 },
  person: {},
  between: {},
  waiting: {},
  link: {},
  report: { signal: 2 },
  reportPeople: {},
  reportIdentities: {},
  isPopulation: {},
  listed: {},
  catalogue: { signal: 2 },
  signs: { signal: 2 },
  exportedHits: { signal: 2 },
  previewRetention: { signal: 2 },
  erase: {},
};

/** An engine's calls, each of which goes the same way. */
export const forwardCalls = (
  send: (call: Call, given: unknown[], signal: AbortSignal | undefined) => Promise<unknown>,
): Pick<Engine, Call> =>
  Object.fromEntries(
    Object.entries(CALLS).map(([call, { signal }]) => [
      call,
      (...given: unknown[]) =>
        signal === undefined
          ? send(call as Call, given, undefined)
          : send(call as Call, given.slice(0, signal), given[signal] as AbortSignal | undefined),
    ]),
  ) as unknown as Pick<Engine, Call>;

/** Asks an engine what a call says, with a signal where the call takes one. */
export const answerCall = (
  engine: Engine,
  call: Call,
  given: readonly unknown[],
  signal?: AbortSignal,
): Promise<unknown> => {
  const all = [...given];
  const at = CALLS[call].signal;
  if (at !== undefined) all[at] = signal;
  return (engine[call] as (...given: unknown[]) => Promise<unknown>)(...all);
};
