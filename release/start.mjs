// `npm start`. Older versions of Node have to get as far as a sentence: nothing else is imported before it.
import { checkNode } from '../collector/bin/check-node.js';

if (checkNode(process.versions.node)) await import('./build-and-serve.mjs');
