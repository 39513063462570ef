import { startEverything } from './builds/everything.js';

/** The script that a collector serves to its sites: it speaks batches, whatever the page asks for. */
startEverything(() => ({ settings: { protocol: ['', 'batch', 'kissmetrics'] } }));
