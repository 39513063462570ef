import type { Rights } from '../../roles.js';

/** Somebody of the team. */
export interface Member extends Rights {
  id: string;
  name: string;
  email: string;
  version: number;
  created: string;
  lastSignIn: string | null;
  state: 'invited' | 'active';
  ways: string[];
  secondFactor: boolean;
}

/** A link that lets somebody in once, told only when it is made. */
export interface EntryLink {
  kind: 'invitation' | 'reset';
  link: string;
  /** Whether it went out by e-mail, too. */
  sent: boolean;
}
