import { startEverything } from './builds/everything.js';
import { kissmetrics } from './features/kissmetrics.js';

/** The script build: everything. */
startEverything(kissmetrics);
