import Bowser from 'bowser';
import { isBrowser } from '../ingest/record.js';

/** What a user agent says of the browser that a hit came from, in the words of event properties. */
export type AgentProperties = Partial<Record<'Browser' | 'System' | 'Device', string>>;

const DEVICES: Record<string, string> = {
  desktop: 'Desktop',
  mobile: 'Phone',
  tablet: 'Tablet',
  tv: 'TV',
  wearable: 'Watch',
};

const read = (agent: string): AgentProperties => {
  if (!isBrowser(agent)) return {};
  const { browser, os, platform } = Bowser.parse(agent);
  const device = DEVICES[platform.type ?? ''];
  return {
    ...(browser.name ? { Browser: browser.name } : {}),
    ...(os.name ? { System: os.name } : {}),
    ...(device ? { Device: device } : {}),
  };
};

/** The same few browsers send most hits, and reading one takes longer than everything else about a hit. */
const KNOWN_AGENTS = 1_000;
const known = new Map<string, AgentProperties>();

/** What reports tell of the browser behind a hit (S26). */
export const toAgentProperties = (agent: string | undefined): AgentProperties => {
  if (!agent) return {};
  const found = known.get(agent);
  if (found) return found;
  if (known.size >= KNOWN_AGENTS) known.clear();
  const properties = read(agent);
  known.set(agent, properties);
  return properties;
};
