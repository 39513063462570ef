import { isAnonymousShape } from '../../../src/wire/identity.js';
import type { SentHit } from './reference/history.js';

/** `2026-03-01 10:00:00`, in UTC. */
export const toMoment = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

/** A line of the histories in docs/spec/reports.md, `2026-03-01 10:00:00  ann  Paid  Revenue=10; Plan=Pro`, as a hit. */
export const toHit = (text: string): SentHit => {
  const [time, who, what, said = ''] = text.split(/ {2,}/) as [string, string, string, string?];
  const hit = { time: toMoment(time), who };
  if (what === '(is)') return { ...hit, kind: 'link', name: said, properties: [] };
  const properties = said
    ? said.split('; ').map((part) => {
        const [name, ...value] = part.split('=');
        return [name, value.join('=')] as [string, string];
      })
    : [];
  const isSet = what === '(set)';
  return { ...hit, kind: isSet ? 'set' : 'event', name: isSet ? '' : what, properties };
};

const PATHS = { event: 'e', set: 's', link: 'a' };

/** A hit as a line of the wire. Two hits of one second are two: without an id, equal lines are one hit (S7). */
export const toLine = ({ time, who, kind, name, properties }: SentHit, id: string): string => {
  const fields = new URLSearchParams(properties);
  if (kind === 'event') fields.append('_n', name);
  if (kind === 'link') fields.append('_n', who);
  fields.append('_p', kind === 'link' ? name : who);
  if (kind === 'link') fields.append('_y', isAnonymousShape(name) ? 'i' : 'a');
  for (const [field, value] of Object.entries({ _t: time / 1000, _d: 1, _i: id }))
    fields.append(field, String(value));
  return `${PATHS[kind]}?${fields}`;
};
