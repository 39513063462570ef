const UNRELEASED = '## Unreleased\n';

/**
 * The changelog once a version is out: its changes below its heading, and an empty place for the next ones.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date 2026-12-01
 */
export const toReleased = (changelog, version, date) => {
  if (!changelog.includes(UNRELEASED)) throw new Error('CHANGELOG.md has no "## Unreleased".');
  if (!readNotes(changelog, 'Unreleased')) throw new Error('CHANGELOG.md has nothing unreleased.');
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## ${version} (${date})\n`);
};

/**
 * What the changelog says of a version, without its heading; undefined where it says nothing.
 * @param {string} changelog
 * @param {string} version
 */
export const readNotes = (changelog, version) => {
  const sections = changelog.split(/^## /m).slice(1);
  const own = sections.find((text) => text.split(/[ \n]/, 1)[0] === version);
  return own?.slice(own.indexOf('\n')).trim() || undefined;
};
