import { createHash } from 'node:crypto';
import type { Chance } from './chance.js';

/** Something that a made-up person did. */
export interface Deed {
  kind: 'e' | 's' | 'a';
  /** Days since the story began, with a fraction. */
  day: number;
  identity: string;
  /** Of an event, or the other identity of an alias. */
  name?: string;
  properties: Record<string, string>;
}

const MINUTE = 1 / (24 * 60);
const WEEK = 7;
/** Between two pages, on average, in days. */
const PAGE = 2 * MINUTE;

/** Somebody with a clock: deeds come one after the other. */
export interface Somebody {
  who: number;
  chance: Chance;
  day: number;
  deeds: Deed[];
  browser: string;
  phone: string | undefined;
  interest: number;
  /** The address, once it is known. */
  email?: string;
}

/** The id of a browser. */
export const chooseBrowser = (who: number, device: string): string =>
  createHash('sha1').update(`${device} ${who}`).digest('base64');

/** Records an event, and goes on to the next page. */
export const say = (
  somebody: Somebody,
  name: string,
  properties: Record<string, string> = {},
  identity = somebody.email ?? somebody.browser,
): void => {
  somebody.deeds.push({ kind: 'e', day: somebody.day, identity, name, properties });
  somebody.day += somebody.chance.wait(PAGE);
};
/** Says something of the person. */
export const set = (somebody: Somebody, properties: Record<string, string>): void => {
  const identity = somebody.email ?? somebody.browser;
  somebody.deeds.push({ kind: 's', day: somebody.day, identity, properties });
};
/** Tells who sits at a browser. */
export const signIn = ({ deeds, day }: Somebody, browser: string, email: string): void => {
  const properties = { _y: 'i' };
  deeds.push({ kind: 'a', day, identity: browser, name: email, properties });
};

/** People work by day, and less at week-ends. */
export const chooseWorkingHour = (day: number, chance: Chance): number => {
  const date = Math.floor(day);
  const late = date % WEEK >= 5 && chance.of(0.6) ? 2 : 0;
  return date + late + (8 + 6 * chance.next() + 5 * chance.next()) / 24;
};
