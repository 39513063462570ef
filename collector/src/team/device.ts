import Bowser from 'bowser';

/** No browser says more of itself. */
const AGENT_LENGTH = 512;

/** A browser and its system in words, from what it says of itself. */
export const describeDevice = (agent: string | undefined): string => {
  if (!agent) return 'Unknown program';
  const { browser, os } = Bowser.parse(agent.slice(0, AGENT_LENGTH));
  const parts = [browser.name, os.name].filter(Boolean);
  return parts.length ? parts.join(' on ') : 'Unknown program';
};
