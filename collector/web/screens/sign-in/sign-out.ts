import { request } from '../../api/request.js';
import { BASE } from '../../routes.js';

/** Ends the session and shows how to get another one. */
export const signOut = async (): Promise<void> => {
  await request('/api/session', { method: 'DELETE' });
  location.assign(BASE);
};
