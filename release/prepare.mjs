// `npm install git+…` runs this in a clone of its own and packs what it builds. `npm ci` in a checkout builds nothing.
import { execFileSync } from 'node:child_process';

if (process.env.npm_command !== 'ci')
  execFileSync('npm', ['run', 'build:sdk'], { stdio: 'inherit' });
