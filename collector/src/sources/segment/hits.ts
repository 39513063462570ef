import { createHash } from 'node:crypto';
import {
  encodeHit,
  type Hit,
  isAnonymousShape,
  type LinkSource,
  toNobody,
  toNormalHit,
} from 'kmq/wire';
import { BadMessage, type Message } from './message.js';
import { flatten } from './properties.js';

/** Times that lie further back than an outbox keeps hits are of a history: they stand as they are told (W13). */
const HISTORY_MS = 31 * 24 * 60 * 60 * 1000;

/** As the libraries of Segment and RudderStack make anonymous ids. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What context says under other names than ours. */
const CAMPAIGN: Record<string, string> = {
  source: 'Campaign Source',
  medium: 'Campaign Medium',
  name: 'Campaign Name',
  term: 'Campaign Terms',
  content: 'Campaign Content',
};
const PAGE: Record<string, string> = {
  url: 'Viewed URL',
  referrer: 'Referrer',
  title: 'Page Title',
};
const MONEY: Record<string, string> = { revenue: 'Revenue', currency: 'Currency' };

/**
 * An `anonymousId` as an identity that is anonymous here, too: in the original's shape, the same for the same text. A
 * UUID would be a name, which may be a customer's number as well.
 */
export const hashAnonymousId = (anonymousId: string): string =>
  isAnonymousShape(anonymousId)
    ? anonymousId
    : createHash('sha1').update(anonymousId).digest('base64');

type Pairs = [name: string, value: string][];

/** Pairs under our names; what the sender says under our name itself wins. */
const rename = (pairs: Pairs, names: Record<string, string>): Pairs => {
  const own = new Set(pairs.map(([name]) => name));
  return pairs.map(([name, value]) => {
    const ours = Object.hasOwn(names, name) ? names[name]! : name;
    return [own.has(ours) ? name : ours, value];
  });
};

/** Only what has one of our names. */
const pick = (given: unknown, names: Record<string, string>): Pairs =>
  flatten(typeof given === 'object' ? given : {}).flatMap(([name, value]) =>
    Object.hasOwn(names, name) && value ? [[names[name]!, value]] : [],
  );

const readEventName = ({ call, event }: Message): string =>
  call === 'track' ? event : 'Page View';

const createEventProperties = ({ call, name, category, properties, context }: Message): Pairs => {
  const told = [...pick(context.page, PAGE), ...pick(context.campaign, CAMPAIGN)];
  if (call === 'track') return [...told, ...rename(flatten(properties), MONEY)];
  const prefix = call === 'page' ? 'Page' : 'Screen';
  const names = { ...PAGE, name: `${prefix} Name`, category: `${prefix} Category` };
  const said: Pairs = Object.entries({ name, category }).filter(([, value]) => value);
  return [...told, ...rename([...flatten(properties), ...said], names)];
};

const createPersonProperties = ({ call, groupId, traits, context }: Message): Pairs => {
  if (call === 'group')
    return [
      ['Group ID', groupId],
      ...flatten(traits).map(([name, value]): Pairs[number] => [`Group ${name}`, value]),
    ];
  return [...pick(context.campaign, CAMPAIGN), ...flatten(traits)];
};

/** Whom a message is about: the name, unless it stands for nobody and somebody else is told. */
const choosePerson = ({ userId, anonymousId }: Message): string =>
  userId && !(anonymousId && toNobody(userId)) ? userId : hashAnonymousId(anonymousId);

/** Both identities of each link that a message tells. */
const readLinks = (message: Message): [name: string, person: string, source: LinkSource][] => {
  const { call, userId, anonymousId, previousId } = message;
  if (call !== 'alias')
    return userId && anonymousId && !toNobody(userId)
      ? [[userId, hashAnonymousId(anonymousId), 'i']]
      : [];
  if (previousId === anonymousId) return [[userId, hashAnonymousId(previousId), 'a']];
  // Nobody says whether an earlier identity was a name or made by the library; the one that it was not is nobody's.
  return UUID.test(previousId)
    ? [
        [userId, hashAnonymousId(previousId), 'a'],
        [userId, previousId, 'a'],
      ]
    : [[userId, previousId, 'a']];
};

const encodeLine = (hit: Hit): string => {
  const normal = toNormalHit(hit);
  if (!normal) throw new BadMessage('', 'names nobody');
  const line = encodeHit(normal);
  const isEmptied = Object.keys(normal.properties).length > 0 && /^[es]\?_/.test(line);
  if (isEmptied)
    throw new BadMessage(
      hit.kind === 'event' ? 'properties' : 'traits',
      'has more names than a hit has room for; send fewer',
    );
  return line;
};

/** A link as its line, and as what tells it from other links. */
export interface LinkLine {
  line: string;
  link: string;
  /** Whether the call is there to tell it. */
  isAsked: boolean;
}

/** What a message is as lines of a batch: its links, and its event or set. Throws `BadMessage`. */
export const encodeLines = (
  message: Message,
  now: number,
): { links: LinkLine[]; line: string | undefined } => {
  const { call, messageId, time, sent = now } = message;
  const when = {
    ...(time !== undefined && { time: time / 1000 }),
    ...(time !== undefined && sent - time > HISTORY_MS && { timeGiven: true }),
    ...(messageId && { id: messageId }),
  };
  const links = readLinks(message).map(([name, person, source]) => ({
    line: encodeLine({ kind: 'alias', name, person, source, properties: {}, ...when }),
    link: JSON.stringify([name, person]),
    isAsked: call === 'identify' || call === 'alias',
  }));
  if (call === 'alias') return { links, line: undefined };
  const person = choosePerson(message);
  const isSet = call === 'identify' || call === 'group';
  const line = isSet
    ? encodeLine({
        ...{ kind: 'set', person, ...when },
        properties: Object.fromEntries(createPersonProperties(message)),
      })
    : encodeLine({
        ...{ kind: 'event', name: readEventName(message), person, ...when },
        properties: Object.fromEntries(createEventProperties(message)),
      });
  return { links, line };
};
