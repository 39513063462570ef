/** Changes whenever the tables do, or what is read from a record: an older file is put aside and the log is read again from its start. */
export const SCHEMA_VERSION = 12;

/**
 * The projection of the log. Times are whole Unix milliseconds; `identity` and `person` are numbers that
 * follow from the log alone, a person's being the smallest of its identities'.
 */
export const TABLES = `
  -- How far the log is in these tables; written in the same transaction as what it tells of.
  CREATE TABLE progress (version INTEGER, seq BIGINT);
  INSERT INTO progress VALUES (${SCHEMA_VERSION}, 0);

  -- Sites whose records are loaded up to another position, since they sent many links; received: of the first that waits.
  CREATE TABLE late_sites (site VARCHAR, seq BIGINT, received DOUBLE);

  -- names: those that its hits' money was read by; from_seq, to_seq: hits that are yet to be read by them.
  CREATE TABLE sites (
    site INTEGER, key VARCHAR, rules VARCHAR, names VARCHAR, from_seq BIGINT, to_seq BIGINT
  );

  -- Names that came with the hits of sites that compare them without case: of events or of properties, and how often.
  CREATE TABLE names (site INTEGER, kind VARCHAR, name VARCHAR, hits BIGINT);

  -- key: 128 bits of a hash of site and text, which is the public id;
  -- first_seen is NULL where only a link to a placeholder mentions it.
  CREATE TABLE identities (
    identity INTEGER, site INTEGER, key HUGEINT, text VARCHAR, named BOOLEAN,
    first_seen BIGINT, person INTEGER
  );

  -- ord: the place among the hits of the site, of which no two share one; sent_as: the identity as sent, where it is spelled otherwise; name: of the event, or an alias's second identity;
  -- currency: NULL is the site's own; late: seconds from its time to its receipt; skew: those the sender's clock was behind.
  CREATE TABLE hits (
    site INTEGER, seq BIGINT, ord BIGINT, kind VARCHAR, name VARCHAR, identity INTEGER, person INTEGER,
    sent_as VARCHAR, revenue DECIMAL(18, 4), currency VARCHAR, late INTEGER, skew INTEGER, properties JSON
  );

  CREATE TABLE person_properties (
    site INTEGER, identity INTEGER, name VARCHAR, value VARCHAR, ord BIGINT
  );

  -- What events say of where people come from, taken out of their properties: whole histories are asked for it.
  CREATE TABLE event_values (
    site INTEGER, identity INTEGER, name VARCHAR, value VARCHAR, ord BIGINT
  );

  -- time: corrected, as the record has it; id, fields: what orders links of one time; proven: false where the sender
  -- proved nothing, NULL where that was not recorded; state: counted, or why not; tree: one of those that hold a person together.
  CREATE TABLE links (
    seq BIGINT, site INTEGER, a INTEGER, b INTEGER, source VARCHAR, time DOUBLE, id VARCHAR,
    fields VARCHAR, proven BOOLEAN, state VARCHAR, tree BOOLEAN
  );

  -- Words of humans: links between two identities taken away, or approved.
  CREATE TABLE decisions (site INTEGER, decision VARCHAR, pair VARCHAR, seq BIGINT);

  -- Records that could not be loaded: their positions, and why.
  CREATE TABLE set_aside (seq BIGINT, site VARCHAR, time DOUBLE, message VARCHAR);

  -- Identities whose hits still carry an earlier person.
  CREATE TABLE overrides (identity INTEGER, person INTEGER);

  -- Months whose hits lie in the order of event and time, by their first millisecond, and how many hits do.
  CREATE TABLE months (starts BIGINT, hits BIGINT);

  -- What a repeat would be known by. The day of the time as sent narrows the search; seq: of the hit that it would repeat.
  CREATE TABLE known_hits (day INTEGER, key HUGEINT, seq BIGINT);

  -- Hits with the person they belong to now.
  CREATE VIEW resolved_hits AS
    SELECT hits.* REPLACE (coalesce(overrides.person, hits.person) AS person)
    FROM hits LEFT JOIN overrides USING (identity);
`;
