/** The wire protocol, for collectors, server-side clients and tests. Pure: no DOM, no Node, no clock. */
export * from './wire/batch.js';
export * from './wire/decode.js';
export * from './wire/encode.js';
export * from './wire/fields.js';
export * from './wire/glance.js';
export * from './wire/hit.js';
export * from './wire/identity.js';
export * from './wire/nobody.js';
export * from './wire/normal.js';
export * from './wire/text.js';
export * from './wire/value.js';
