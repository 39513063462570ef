import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readNotes, toReleased } from '../../release/changelog.mjs';
import { FILES, read } from './files.js';

describe('the changelog of a release', () => {
  const changelog = '# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2026-11-01)\n\n- Old.\n';

  it('has what was unreleased under its number', () => {
    const released = toReleased(changelog, '0.2.0', '2026-12-01');
    expect(released).toBe(
      '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- New.\n\n## 0.1.0 (2026-11-01)\n\n- Old.\n',
    );
    expect(readNotes(released, '0.2.0')).toBe('- New.');
    expect(() => toReleased(released, '0.3.0', '2026-12-02')).toThrow('nothing unreleased');
  });

  it.each([
    ['0.1.0', '- Old.'],
    ['Unreleased', '- New.'],
    ['0.1', undefined],
  ])('says of %s: %s', (version, notes) => {
    expect(readNotes(changelog, version)).toBe(notes);
  });

  it('is one that can be released', () => {
    expect(readNotes(read('CHANGELOG.md'), 'Unreleased')).toMatch(/^- /);
  });
});

describe('workflows', () => {
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
  const steps = FILES.filter((file) => file.startsWith('.github/workflows/')).flatMap((file) => {
    const { jobs } = parse(read(file)) as { jobs: Record<string, { steps: { run?: string }[] }> };
    return Object.values(jobs).flatMap((job) => job.steps.flatMap(({ run }) => run ?? []));
  });

  it.each(steps)('%s is a command of npm, with a script that there is', (command) => {
    const [, script] = /^npm run (?:--silent )?([\w:]+)/.exec(command) ?? [];
    if (script) expect(scripts).toContain(script);
    else expect(command).toMatch(/^npm (ci( --engine-strict)?|test|pkg set "repository=[^"]+")$/);
  });
});

it('the three packages have one version and one range of Node', () => {
  const [root, collector, docs] = ['', 'collector/', 'docs/'].map((folder) =>
    JSON.parse(read(`${folder}package.json`)),
  );
  expect([collector.version, docs.version]).toEqual([root.version, root.version]);
  expect(collector.engines).toEqual(root.engines);
});
