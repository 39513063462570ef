import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { hasRole, type Rights, type Role } from './roles.js';
import { useSite } from './site-context.js';

/** Who is signed in, and what they may do. */
export interface Session extends Rights {
  actor: { kind: 'user' | 'token' | 'link'; id: string; name: string };
}

// Where nobody could say, everything is shown: what is not allowed is refused by the collector.
export const SessionContext = createContext<Session | null>(null);

/** Who is signed in, once it is known. */
export const useSession = (): Session | null => useContext(SessionContext);

/** Whether whoever is signed in has a role at the site that is open. */
export const useHasRole = (least: Role): boolean => {
  const session = useSession();
  const { key } = useSite();
  return !session || hasRole(session, key, least);
};

/** Shows what takes a role at the site to those who have it. */
export const Only = ({ least, children }: { least: Role; children: ComponentChildren }) =>
  useHasRole(least) ? children : null;
