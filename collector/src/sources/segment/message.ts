import { NAME_LENGTH } from 'kmq/wire';
import { toMilliseconds } from '../times.js';

/** The calls of Segment's libraries. */
export const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type Call = (typeof CALLS)[number];

/** One call as a library sends it, found to be whole. */
export interface Message {
  call: Call;
  userId: string;
  anonymousId: string;
  previousId: string;
  groupId: string;
  /** Of a `track`. */
  event: string;
  /** Of a `page` or `screen`. */
  name: string;
  category: string;
  properties: unknown;
  traits: unknown;
  context: Record<string, unknown>;
  messageId: string;
  /** When it happened by the sender's clock, Unix milliseconds. */
  time: number | undefined;
  /** When it was sent by the same clock, where the message itself says so. */
  sent: number | undefined;
}

/** What is wrong with a message, and where: a path below the body. */
export interface Problem {
  field: string;
  message: string;
}

/** Carries a problem to whoever reads the message. */
export class BadMessage extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** The members of a message, read one by one; each throws what is wrong with it. */
const createReader = (given: Record<string, unknown>) => {
  const isAbsent = (value: unknown): boolean =>
    value === undefined || value === null || value === '';
  const find = (...names: string[]): [string, unknown] => {
    const name = names.find((each) => Object.hasOwn(given, each) && !isAbsent(given[each]));
    return [name ?? names[0]!, name === undefined ? undefined : given[name]];
  };
  return {
    /** An identity: text, or a number that JSON keeps whole. */
    identity(...names: string[]): string {
      const [name, value] = find(...names);
      if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw new BadMessage(name, 'must be a string: a number of this size loses its last digits');
      if (value !== undefined && typeof value !== 'string' && typeof value !== 'number')
        throw new BadMessage(name, 'must be a string');
      const text = String(value ?? '');
      if (text.length > NAME_LENGTH)
        throw new BadMessage(name, `must be at most ${NAME_LENGTH} characters long`);
      return text.trim() ? text : '';
    },
    text(name: string): string {
      const [, value] = find(name);
      if (value !== undefined && typeof value !== 'string')
        throw new BadMessage(name, 'must be a string');
      return value ?? '';
    },
    object(name: string): Record<string, unknown> {
      const [, value] = find(name);
      if (value !== undefined && (typeof value !== 'object' || Array.isArray(value)))
        throw new BadMessage(name, 'must be an object');
      return (value ?? {}) as Record<string, unknown>;
    },
    time(...names: string[]): number | undefined {
      const [name, value] = find(...names);
      const time = toMilliseconds(value);
      if (value !== undefined && time === undefined)
        throw new BadMessage(name, 'must be an ISO 8601 time, such as 2026-11-22T12:00:00Z');
      return time;
    },
  };
};

const readCall = (type: unknown): Call => {
  const call = CALLS.find((each) => each === type);
  if (!call) throw new BadMessage('type', `must be one of ${CALLS.join(', ')}`);
  return call;
};

const requireIdentities = (message: Message): void => {
  const { call, userId, anonymousId, previousId, groupId, event } = message;
  if (call === 'alias') {
    if (!userId) throw new BadMessage('userId', 'is missing: send the new identity');
    if (!previousId) throw new BadMessage('previousId', 'is missing: send the earlier identity');
  } else if (!userId && !anonymousId)
    throw new BadMessage('userId', 'is missing, and there is no "anonymousId"; send one of them');
  if (call === 'track' && !event) throw new BadMessage('event', 'is missing: send its name');
  if (call === 'group' && !groupId) throw new BadMessage('groupId', 'is missing');
};

/** JSON as a message of the given call, or of the one that it names. Throws `BadMessage`. */
export const readMessage = (given: unknown, call?: Call): Message => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new BadMessage('', 'must be an object');
  const members = given as Record<string, unknown>;
  const read = createReader(members);
  const message: Message = {
    call: call ?? readCall(members.type),
    userId: read.identity('userId'),
    anonymousId: read.identity('anonymousId'),
    previousId: read.identity('previousId'),
    groupId: read.identity('groupId'),
    event: read.text('event'),
    name: read.text('name'),
    category: read.text('category'),
    properties: read.object('properties'),
    traits: read.object('traits'),
    context: read.object('context'),
    messageId: read.identity('messageId'),
    // RudderStack's libraries tell the time of the call in the other one, and here only what the caller gave.
    time: read.time('timestamp', 'originalTimestamp'),
    sent: read.time('sentAt'),
  };
  requireIdentities(message);
  return message;
};
