#!/usr/bin/env node
// Older versions of Node have to get as far as the sentence below: no import stands before it.
const LEAST = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) import('../dist/main.js');
else {
  process.stderr.write(
    `kmq-collector needs Node ${LEAST.join('.')} or newer; this is Node ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
}
