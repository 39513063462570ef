import { startScript } from './core/script.js';

/** The script build without anything automatic: identify, record, set, alias, and delivery. */
startScript([]);
