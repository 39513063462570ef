/** The versions that everything is tested with, as package.json has them. */
const TESTED = [
  [22, 20],
  [24, 12],
];
const NEWEST = 26;
/** What is older cannot load the code. */
const LEAST = [20, 19];

/** What to say about a version of Node, and whether it is worth a try. */
export const judgeNode = (version) => {
  const [major, minor] = version.split('.').map(Number);
  const isTested =
    major >= NEWEST || TESTED.some((least) => major === least[0] && minor >= least[1]);
  if (isTested) return { runs: true };
  const versions = `Node ${TESTED.map((least) => least.join('.')).join(', ')}, ${NEWEST} or newer`;
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
    ? { runs: true, say: `kmq is tested with ${versions}; this is Node ${version}.` }
    : {
        runs: false,
        say: `kmq needs ${versions}; this is Node ${version}. Install a newer one from https://nodejs.org.`,
      };
};

/** Says in one sentence what is wrong with the Node that runs this; answers whether to go on. */
export const checkNode = (version) => {
  const { runs, say } = judgeNode(version);
  if (say) process.stderr.write(`${say}\n`);
  if (!runs) process.exitCode = 1;
  return runs;
};
