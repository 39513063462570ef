import type { Hit } from '../wire/hit.js';
import { isAnonymousShape } from '../wire/identity.js';
import { checkCommand } from './checks/commands.js';
import { checkBlocked } from './checks/delivery.js';
import { checkSimilarName, checkSpaces } from './checks/names.js';
import {
  checkIdentityStyles,
  checkPlaceholder,
  checkRecordBeforeIdentify,
  checkSetBeforeIdentify,
  isName,
} from './checks/people.js';
import { checkRevenueName, checkRevenueValue } from './checks/revenue.js';
import { checkCardinality } from './checks/values.js';
import { toMeaning } from './meaning.js';
import type { Check, Known, Mistake } from './mistake.js';
import type { Call, Moment } from './moment.js';

const CHECKS: readonly Check[] = [
  checkCommand,
  checkRecordBeforeIdentify,
  checkSetBeforeIdentify,
  checkIdentityStyles,
  checkPlaceholder,
  checkRevenueName,
  checkRevenueValue,
  checkSpaces,
  checkSimilarName,
  checkCardinality,
  checkBlocked,
];

/** What is wrong with a moment, in the light of those before it. */
export const findMistakes = (moment: Moment, known: Known): Mistake[] =>
  CHECKS.flatMap((check) => check(moment, known) ?? []);

/** So many names are remembered; a page with more of them has another problem. */
const NAMES_MOST = 1000;

const add = (list: readonly string[], text: string): readonly string[] =>
  text && !list.includes(text) ? [...list, text].slice(-NAMES_MOST) : list;

const learnCall = ({ command, args }: Call, known: Known): Known => {
  if (command === 'identify') {
    const identity = String(args[0] ?? '').trim();
    const identities = isName(identity) ? add(known.identities, identity) : known.identities;
    return { ...known, identities, early: [], called: undefined };
  }
  const { kind, name = '' } = toMeaning({ command, args }) ?? {};
  const called = kind && /^(record|set)$/.test(command) ? { kind, name } : undefined;
  return { ...known, events: add(known.events, name), called };
};

/** A hit that belongs to the call before it, and to nobody with a name, may turn out to have come too early. */
const learnHit = ({ kind, name = '', person, properties }: Hit, known: Known): Known => {
  const { called, early } = known;
  if (called?.kind !== kind || called.name !== name) return known;
  const tracked = { kind: called.kind, name: name || Object.keys(properties).join(', ') };
  return {
    ...known,
    called: undefined,
    early: isAnonymousShape(person) ? [...early, tracked] : early,
  };
};

/** What is known after a moment. */
export const learn = (moment: Moment, known: Known): Known => {
  if (moment.what === 'call') return learnCall(moment, known);
  if (moment.what === 'hit') return learnHit(moment.hit, known);
  if (moment.what !== 'delivery') return known;
  if (moment.state === 'unanswered') return { ...known, unanswered: known.unanswered + 1 };
  return /taken|refused/.test(moment.state) ? { ...known, unanswered: 0 } : known;
};
