import type { ComponentType } from 'preact';
import { Install } from './screens/install/install.js';
import { Live } from './screens/live/live.js';
import { People } from './screens/people/people.js';
import { PersonScreen } from './screens/person/person.js';

/** A room of the rail. */
export interface Room {
  name: string;
  title: string;
  /** Path of a 16 × 16 icon, drawn as a line. */
  icon: string;
  /** Shows the room, or what is open in it. */
  screen: ComponentType<{ rest: string[]; query: URLSearchParams }>;
  /** Shows one thing of the room, where there is such a thing. */
  detail?: ComponentType<{ rest: string[]; query: URLSearchParams }>;
}

/** Rail order. A room comes with its screen, never before. */
export const ROOMS: Room[] = [
  { name: 'live', title: 'Live', icon: 'M1 8h3l2-5 4 10 2-5h3', screen: Live },
  {
    name: 'people',
    title: 'People',
    icon: 'M8 7.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 14.5c.5-3 3-4.5 6-4.5s5.5 1.5 6 4.5',
    screen: People,
    detail: PersonScreen,
  },
  { name: 'install', title: 'Install', icon: 'M5 4 1 8l4 4M11 4l4 4-4 4', screen: Install },
];
