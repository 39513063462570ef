import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Where Debian's linux-libc-dev names the numbers of the system calls. */
export const CALL_NUMBERS = '/usr/include/x86_64-linux-gnu/asm/unistd_64.h';

const readNumbers = (): Map<string, number> => {
  const lines = readFileSync(CALL_NUMBERS, 'utf8').matchAll(/^#define __NR_(\w+) (\d+)$/gm);
  return new Map([...lines].map(([, name = '', number]) => [name, Number(number)]));
};

/** Names of the system calls of a set of systemd's, such as `@system-service`. */
const namesOf = (set: string): string[] => {
  if (!set.startsWith('@')) return [set];
  const { stdout } = spawnSync('systemd-analyze', ['syscall-filter', set], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#') && line !== set)
    .flatMap((line) => namesOf(line));
};

/** All lines `SystemCallFilter=` of a unit, in their order: a `~` takes away what stands before it. */
export const readAllowedCalls = (unit: string): string[] => {
  const allowed = new Set<string>();
  for (const [, not, sets = ''] of unit.matchAll(/^SystemCallFilter=(~?)(.+)$/gm))
    for (const name of sets.split(' ').flatMap(namesOf))
      if (not) allowed.delete(name);
      else allowed.add(name);
  return [...allowed];
};

const [LOAD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06];
const [ALLOW, REFUSE] = [0x7fff0000, 0x00050001];

/** A seccomp program: these calls go on, all others answer EPERM. */
export const writeFilter = (path: string, calls: readonly string[]): void => {
  const numbers = readNumbers();
  const steps: [code: number, yes: number, no: number, value: number][] = [[LOAD, 0, 0, 0]];
  for (const name of calls) {
    const number = numbers.get(name);
    if (number !== undefined) steps.push([JUMP_IF_EQUAL, 0, 1, number], [RETURN, 0, 0, ALLOW]);
  }
  steps.push([RETURN, 0, 0, REFUSE]);
  const bytes = Buffer.alloc(steps.length * 8);
  steps.forEach(([code, yes, no, value], at) => {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(yes, at * 8 + 2);
    bytes.writeUInt8(no, at * 8 + 3);
    bytes.writeUInt32LE(value, at * 8 + 4);
  });
  writeFileSync(path, bytes);
};
