import { describe, expect, it } from 'vitest';
import {
  decodeLine,
  encodeHit,
  type Hit,
  LINE_BYTES,
  toNormalHit,
  toProperties,
  toRequest,
} from '../../../src/wire.js';
import { AT, HITS, LINKS, RECEIVED } from '../../fixtures/hits.js';

const ALL = [...HITS, ...LINKS];
const plain = (hit: Hit | undefined) => hit && { ...hit, properties: { ...hit.properties } };

describe('the table of hits, in every direction', () => {
  it.each(ALL)('$what: hit → line (W1)', ({ hit, line }) => {
    expect(encodeHit(hit)).toBe(line);
  });

  it.each(ALL)('$what: line → hit (W5)', ({ hit, line }) => {
    const decoded = decodeLine(line);
    expect('hit' in decoded && plain(decoded.hit)).toEqual(hit);
  });

  it.each(ALL)('$what: line → request of the Kissmetrics protocol (W6)', ({ line, request }) => {
    expect(toRequest(line, AT.key)).toBe(request);
  });

  it.each(ALL)('$what: request → the same hit, in whole seconds', ({ hit, request }) => {
    const { id: _, source: __, ...rest } = hit;
    const decoded = decodeLine(request);
    expect(decoded).toMatchObject({ key: AT.key });
    expect('hit' in decoded && plain(decoded.hit)).toEqual({
      ...rest,
      time: Math.round(hit.time!),
      timeGiven: true,
    });
  });

  it.each(ALL)('$what: a hit of the table is normal', ({ hit }) => {
    expect(plain(toNormalHit(hit))).toEqual(hit);
  });

  it.each(HITS)('$what: properties of the command → properties of the hit (C10)', (row) => {
    const properties = row.command.find((word) => typeof word === 'object');
    expect({ ...toProperties(properties) }).toEqual(row.hit.properties);
  });
});

describe('what other senders send (W2, W3, W7)', () => {
  it.each(RECEIVED)('$what', ({ line, means, key = '' }) => {
    const decoded = decodeLine(line);
    if (typeof means === 'string') expect(decoded).toEqual({ rejected: means });
    else {
      expect(decoded).toMatchObject({ key });
      expect('hit' in decoded && plain(decoded.hit)).toEqual(means);
    }
  });
});

describe('limits', () => {
  it('cuts the longest values until the line fits (W3)', () => {
    const properties: Record<string, string> = {};
    for (let n = 0; n < 20; n++) properties[`long ${n}`] = '東'.repeat(2_000);
    properties.short = 'kept';
    const hit: Hit = { kind: 'event', person: 'p', name: 'X', properties };
    const line = encodeHit(hit);
    expect(line.length).toBeLessThanOrEqual(LINE_BYTES);
    const decoded = decodeLine(line);
    expect('hit' in decoded && decoded.hit.properties.short).toBe('kept');
    expect('hit' in decoded && Object.keys(decoded.hit.properties)).toHaveLength(21);
    expect(properties['long 0']).toHaveLength(2_000);
  });

  it('leaves properties out where cutting values is not enough', () => {
    const properties: Record<string, string> = {};
    for (let n = 0; n < 200; n++) properties[`${n} ${'東'.repeat(200)}`] = 'x';
    const line = encodeHit({ kind: 'set', person: 'p', properties });
    expect(line.length).toBeLessThanOrEqual(LINE_BYTES);
    expect('hit' in decodeLine(line)).toBe(true);
  });

  it('ends also where nothing is left to cut', () => {
    const line = encodeHit({ kind: 'set', person: 'p'.repeat(20_000), properties: { a: 'b' } });
    expect(decodeLine(line)).toEqual({ rejected: 'line_too_long' });
  });

  it('reads a list of 4,294,967,295 holes at once', () => {
    expect(toProperties({ Holes: new Array(2 ** 32 - 1) }).Holes).toMatch(/^,{2000,2048}$/);
  });
});
