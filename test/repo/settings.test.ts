import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../collector/src/config.js';
import { createSite, SiteSettings } from '../../collector/src/store/site.js';
import { CLIENT_DEFAULTS } from '../../collector/web/screens/settings/site-settings.js';
import type { Feature, Kit, Parts } from '../../src/core/kit.js';
import { type Choice, CORE_SETTINGS, type Known } from '../../src/core/settings.js';
import * as entry from '../../src/index.js';
import { ROOT, read } from './files.js';

/** What a setting means: the doc comments of an interface, by member. */
const readMeanings = (file: string, name: string): Map<string, string> => {
  const body = new RegExp(`interface ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(read(file))![1]!;
  return new Map(
    [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\s+(\w+)\??: /g)].map(
      ([, comment = '', member = '']) => [member, comment.replace(/\s*\n\s*\*?\s*/g, ' ').trim()],
    ),
  );
};

const CORE = readMeanings('src/core/settings.ts', 'CoreSettings');
const FEATURES = readMeanings('src/core/feature-settings.ts', 'FeatureSettings');

/** Stands for whatever a feature is given: nothing is done with it before a page begins. */
const KIT = new Proxy(() => KIT, { get: () => KIT }) as unknown as Kit;

const PARTS: [feature: string, parts: Parts][] = Object.entries(entry)
  .filter(([name]) => name !== 'createKmq')
  .map(([name, feature]) => [name, (feature as Feature)(KIT)]);

interface Row {
  name: string;
  type: string;
  byDefault: string;
  feature: string;
}

/** What numbers count. */
const UNITS: Record<string, string> = {
  flushAfter: 'milliseconds',
  maxHits: 'hits',
  maxBytes: 'bytes',
};

const toWords = (value: unknown): string =>
  typeof value === 'function' || value === ''
    ? ''
    : `\`${JSON.stringify(value).replaceAll('"', "'")}\``;

const toRow = (name: string, value: unknown, values: unknown, feature: string): Row => ({
  name,
  type: Array.isArray(values)
    ? values
        .filter((each) => each !== '')
        .map(toWords)
        .join(' ')
    : Array.isArray(value)
      ? 'list'
      : (UNITS[name] ?? { string: 'text' }[typeof value as string] ?? typeof value),
  byDefault: toWords(value),
  feature,
});

const toRows = (known: Known, feature: string): Row[] =>
  Object.entries(known).map(([name, value]) => {
    const isChoice = typeof value === 'object';
    return toRow(
      name,
      isChoice ? (value as Choice)[0] : value,
      isChoice ? value : undefined,
      feature,
    );
  });

/** Every setting of the client: what it may be, and what it is when nobody says anything. */
const ROWS: Row[] = [
  ...toRows(CORE_SETTINGS, ''),
  ...PARTS.flatMap(([feature, { settings = {} }]) => toRows(settings, `\`${feature}\``)),
];

const toTable = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const SITE = readMeanings('collector/src/store/site.ts', 'Site');
const MEANING = readMeanings('collector/src/ingest/record.ts', 'MeaningSettings');
const LEFT_OUT = readMeanings('collector/src/ingest/admission/robots.ts', 'LeftOut');

const DOCUMENT = `# Settings

Made from the source by \`npm run docs:settings\`; a test fails when it is out of date.

## Client settings

The same settings wherever they are given:

- in a page: \`_kmq.push(['configure', { spa: true }])\`, before or after the library has come. It goes before everything
  else that waits; what it names wins over the site's settings, and it may be called again;
- in a module: \`createKmq({ key, endpoint, … }, [features])\`; the third column says which feature a setting needs;
- for all pages of a site: \`client\` of the site's settings, below.

What is unknown, or of another type, is one warning in the console, and the default stays.

${toTable(
  ['setting', 'meaning', 'feature', 'type or unit', 'default'],
  ROWS.map(({ name, type, byDefault, feature }) => [
    `\`${name}\``,
    CORE.get(name) ?? FEATURES.get(name) ?? '',
    feature,
    type,
    byDefault,
  ]),
)}

Globals of the original client, such as \`KM_SKIP_PAGE_VIEW\`, do what they did
([compatibility](compatibility.md#globals-that-a-page-sets)).

## Site settings

\`PATCH /api/sites/:key\` with a token with the scope \`admin\`; the app's settings.

${toTable(
  ['setting', 'meaning', 'default'],
  Object.keys(SiteSettings.properties).map((name) => [
    `\`${name}\``,
    SITE.get(name) ?? MEANING.get(name) ?? LEFT_OUT.get(name) ?? '',
    name === 'name'
      ? 'the key'
      : toWords((createSite('', '', '') as unknown as Record<string, unknown>)[name]),
  ]),
)}

## Collector settings

Variables of the environment, or flags: \`KMQ_APP_PORT\` is \`--app-port\`. Flags win.

${toTable(
  ['setting', 'meaning'],
  Object.entries(SETTINGS).map(([name, meaning]) => [`\`${name}\``, meaning]),
)}
`;

describe('docs/settings.md', () => {
  it('has a meaning for every setting', () => {
    const rows = DOCUMENT.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => row.split(' | ')[1]!.trim() === '')).toEqual([]);
  });

  it('has a unit for every number, and no other', () => {
    const numbers = ROWS.filter(({ byDefault }) => /^`\d+`$/.test(byDefault));
    expect(numbers.map(({ name }) => name).sort()).toEqual(Object.keys(UNITS).sort());
  });

  it('names every setting that a feature brings, and none that does not exist', () => {
    expect([...CORE.keys(), ...FEATURES.keys()].sort()).toEqual(
      ROWS.map(({ name }) => name).sort(),
    );
  });

  it('is what the source says', async () => {
    await expect(DOCUMENT).toMatchFileSnapshot(`${ROOT}docs/settings.md`);
  });
});

it('the app shows the defaults that the client has', () => {
  const defaults = new Map(ROWS.map(({ name, byDefault }) => [name, byDefault]));
  for (const [name, value] of Object.entries(CLIENT_DEFAULTS))
    expect([name, defaults.get(name)?.replaceAll(/[`']/g, '')]).toEqual([name, `${value}`]);
});
