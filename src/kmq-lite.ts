import { startQueue } from './core/queue.js';
import { inspector } from './features/inspector.js';

/** The script build without anything automatic: identify, record, set, alias, and delivery. */
startQueue([inspector]);
