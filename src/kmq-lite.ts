import { startQueue } from './core/queue.js';

/** The script build without anything automatic: identify, record, set, alias, and delivery. */
startQueue([]);
