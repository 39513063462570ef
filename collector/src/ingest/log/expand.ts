import { decodeFields, KEY } from 'kmq/wire';
import type { HitRecord, HitsRecord, LogRecord, WrittenRecord } from '../record.js';

const LINE = /^\/*([^?]*)\??(.*)$/s;

const expandHits = (record: HitsRecord): HitRecord[] => {
  const { seq, site, received, via, sent, behind, agent, country, bot, proven, lines, offsets } =
    record;
  return lines.map((line, at) => {
    const [, kind, query = ''] = LINE.exec(line)!;
    const fields = decodeFields(query);
    fields.delete(KEY);
    const hit: HitRecord = {
      type: 'hit',
      v: 1,
      seq: seq + at,
      site,
      kind: kind as HitRecord['kind'],
      fields: [...fields],
      received,
      time: received + offsets[at]!,
      via,
    };
    if (sent !== undefined) hit.sent = sent;
    if (behind !== undefined) hit.behind = behind;
    if (agent) hit.agent = agent;
    if (country) hit.country = country;
    if (bot) hit.bot = bot;
    // Before format 3, proof was not recorded.
    if (record.v > 2) hit.proven = proven === true || (proven?.includes(at) ?? false);
    return hit;
  });
};

/** A record as it is written → records as they are read, in order. */
export const expandRecord = (record: WrittenRecord): LogRecord[] =>
  record.type === 'hits' ? expandHits(record) : [record];
