// `npm run --silent release:notes [version]`: what the changelog says of a version, the current one if none is named.
import { readFileSync } from 'node:fs';
import { readNotes } from './changelog.mjs';

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const version = process.argv[2] ?? JSON.parse(read('package.json')).version;
const notes = readNotes(read('CHANGELOG.md'), version);
if (!notes) throw new Error(`CHANGELOG.md says nothing of ${version}.`);
console.log(notes);
