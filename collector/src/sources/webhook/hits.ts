import type { Hit } from 'kmq/wire';
import { NAME_LENGTH } from 'kmq/wire';
import type { Mapping } from '../../store/sources.js';
import { toMilliseconds } from '../times.js';
import { formatValue } from '../values.js';
import { readPath } from './paths.js';

/** What is made of a body: an event, or what keeps it from being one. */
export type Mapped = { hit: Hit } | { problem: string };

const readText = (body: unknown, path: string | undefined): string => {
  const value = path === undefined ? undefined : readPath(body, path);
  return value === undefined || value === null ? '' : formatValue(value);
};

/** A body as the event that its mapping says. */
export const mapBody = (body: unknown, { fields, event }: Mapping): Mapped => {
  const find = (use: string) => Object.entries(fields).find(([, each]) => each === use)?.[0];
  const [personPath, timePath] = [find('_p'), find('_t')];
  const person = readText(body, personPath);
  if (!person.trim()) return { problem: `"${personPath}", the person, is missing.` };
  if (person.length > NAME_LENGTH)
    return { problem: `"${personPath}", the person, is longer than ${NAME_LENGTH} characters.` };
  const name = readText(body, find('_n')) || (event ?? '');
  if (!name) return { problem: `"${find('_n')}", the name of the event, is missing.` };
  const told = timePath === undefined ? undefined : readPath(body, timePath);
  const time = toMilliseconds(
    typeof told === 'string' && /^\d+(\.\d+)?$/.test(told) ? Number(told) : told,
  );
  if (told !== undefined && told !== null && time === undefined)
    return { problem: `"${timePath}" is no time: send seconds, milliseconds or ISO 8601.` };
  const id = readText(body, find('_i'));
  const properties = Object.entries(fields).flatMap(([path, use]): [string, string][] => {
    const text = use[0] === '_' ? '' : readText(body, path);
    return text ? [[use, text]] : [];
  });
  return {
    hit: {
      ...{ kind: 'event', name, person, properties: Object.fromEntries(properties) },
      ...(time !== undefined && { time: time / 1000, timeGiven: true }),
      ...(id && { id }),
    },
  };
};
