import { isAnonymousShape } from 'kmq/wire';
import type { PersonRow, TimelineEntry } from '../../src/engine/engine.js';
import { toKey, toPublicId } from '../../src/engine/hash.js';
import type { HitRecord, LogRecord } from '../../src/ingest/record.js';
import { toMoney, toRevenue } from '../../src/money.js';
import { isPlaceholder, normalizeIdentity } from '../../src/people/identity.js';
import { formatPair, type Link } from '../../src/people/link.js';
import { naivePeople, PLAIN_RULES } from './naivePeople.js';

const RULES = { foldEmails: true, anonymousShape: true };
const KINDS = { e: 'event', s: 'set', a: 'alias' } as const;

/** A hit with all that a plain reading of its record says. */
export interface NaiveHit {
  seq: number;
  time: number;
  kind: HitRecord['kind'];
  sent: Record<string, string>;
  properties: Record<string, string>;
  /** Identities as they are compared: the owner, and on an alias the other one. */
  owner: string;
  other: string | undefined;
}

/** The first record of each hit (S7), in log order. */
const dropRepeats = (records: readonly HitRecord[]): HitRecord[] => {
  const seen = new Set<string>();
  return records.filter(({ kind, fields }) => {
    const { _t, _i, _p } = Object.fromEntries(fields);
    if (!_i && !_t) return true;
    const same = _i
      ? JSON.stringify(['id', _p, _t, _i])
      : JSON.stringify([kind, ...fields.map((field) => JSON.stringify(field)).sort()]);
    if (seen.has(same)) return false;
    seen.add(same);
    return true;
  });
};

/** The hits of a site as they were sent, in log order. */
export const toHits = (records: readonly HitRecord[]): NaiveHit[] => {
  const hits: NaiveHit[] = [];
  for (const { seq, kind, fields, time } of dropRepeats(records)) {
    const sent: Record<string, string> = Object.fromEntries(fields);
    hits.push({
      seq,
      time,
      kind,
      sent,
      properties: Object.fromEntries(fields.filter(([name]) => !name.startsWith('_'))),
      owner: normalizeIdentity(sent._p!, RULES),
      other: kind === 'a' ? normalizeIdentity(sent._n!, RULES) : undefined,
    });
  }
  return hits;
};

const toLink = ({ owner, other, sent, time }: NaiveHit): Link => ({
  a: other!,
  b: owner,
  source: (sent._y as Link['source']) ?? 'a',
  time,
  id: sent._i,
  fields: JSON.stringify(Object.entries(sent)),
});

/** A person with the complete timeline, newest first. */
export interface NaivePerson extends PersonRow {
  timeline: TimelineEntry[];
}

/** S7, S9–S12, S14 and S18 over an array of records, as plainly as they can be written. */
export const naiveHistory = (records: readonly LogRecord[], site: string): NaivePerson[] => {
  const own = records.filter((record) => record.site === site);
  const hits = toHits(own.filter((record) => record.type === 'hit'));
  const unlinks = own.filter((record) => record.type === 'unlink');
  const links = hits.filter(({ kind }) => kind === 'a').map(toLink);
  const unlinked = new Set(
    unlinks.map(({ a, b }) => formatPair(normalizeIdentity(a, RULES), normalizeIdentity(b, RULES))),
  );
  const linked = naivePeople(links, { ...PLAIN_RULES, unlinked });
  const alone = new Set(hits.map(({ owner }) => owner));
  for (const identity of linked.flat()) alone.delete(identity);

  const isNamed = (identity: string) =>
    !isAnonymousShape(identity) ||
    links.some(
      (link) =>
        link.source === 'i' && link.a === identity && !unlinked.has(formatPair(link.a, link.b)),
    );
  const firstSeen = (identity: string) =>
    Math.min(
      ...hits
        .filter(
          ({ owner, other }) =>
            owner === identity || (other === identity && !isPlaceholder(identity)),
        )
        .map(({ time }) => time),
    );

  return [...linked, ...[...alone].map((identity) => [identity])].map((members) => {
    const identities = members
      .map((identity) => ({ identity, named: isNamed(identity), first: firstSeen(identity) }))
      .sort(
        (x, y) =>
          Number(y.named) - Number(x.named) ||
          x.first - y.first ||
          Buffer.compare(Buffer.from(x.identity), Buffer.from(y.identity)),
      );
    const did = hits
      .filter(({ owner }) => members.includes(owner))
      .sort((x, y) => x.time - y.time || x.seq - y.seq);
    const events = did.filter(({ kind }) => kind === 'e');
    const first = Math.min(...identities.map((identity) => identity.first));
    return {
      id: toPublicId(toKey(site, identities[0]!.identity)),
      identities: identities.map(({ identity, named, first: seen }) => ({
        identity,
        kind: named ? 'named' : 'anonymous',
        firstSeen: new Date(seen).toISOString(),
      })),
      firstSeen: new Date(first).toISOString(),
      lastSeen: new Date(did.at(-1)?.time ?? first).toISOString(),
      events: events.length,
      revenue: toMoney(events.reduce((sum, hit) => sum + (toRevenue(hit.properties) ?? 0n), 0n)),
      properties: Object.assign(
        {},
        ...did.filter(({ kind }) => kind === 's').map((hit) => hit.properties),
      ),
      timeline: did
        .map(({ time, kind, sent, properties }) => ({
          time: new Date(time).toISOString(),
          kind: KINDS[kind],
          ...(sent._n === undefined ? {} : { name: sent._n }),
          identity: sent._p!,
          properties,
        }))
        .reverse(),
    };
  });
};
