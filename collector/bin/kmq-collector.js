#!/usr/bin/env node
// Older versions of Node have to get as far as a sentence: nothing else is imported before it.
import { checkNode } from './check-node.js';

if (checkNode(process.versions.node)) import('../dist/main.js');
