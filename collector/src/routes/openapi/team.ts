import { Type } from 'typebox';
import { ROLES } from '../../team/roles.js';
import {
  AccountChanges,
  CodeBody,
  CurrentBody,
  NewPasskeyBody,
  NewPasswordBody,
  OwnerBody,
} from '../team/account.js';
import { NewShareBody, OpenShareBody } from '../team/shares.js';
import { AcceptBody, ForgotBody, LinkBody, PasskeyBody } from '../team/sign-in.js';
import { NewUserBody, UserChanges } from '../team/users.js';
import {
  Count,
  Cursor,
  type Described,
  exact,
  Flag,
  Instant,
  orNull,
  Text,
  words,
} from './shapes.js';

const LINK_KIND = words(['invitation', 'reset']);
const USER = exact({
  ...{ id: Text, name: Text, email: Text, owner: Flag, version: Count },
  roles: Type.Record(Text, words(ROLES)),
  ...{ created: Instant, lastSignIn: orNull(Instant), secondFactor: Flag },
  state: words(['invited', 'active']),
  ways: Type.Array(words(['password', 'passkey', 'provider'])),
});
const PASSKEY = { id: Text, name: Text, host: Text, created: Instant, lastUsed: orNull(Instant) };
const SESSION = {
  ...{ id: Text, device: Text, created: orNull(Instant) },
  ...{ lastUsed: Instant, expires: Instant, current: Flag },
};
const SHARE = {
  ...{ id: Text, site: Text, report: Text, expires: orNull(Instant), hasPassword: Flag },
  ...{ embedIn: Type.Array(Text), created: Instant, by: Text },
};
const TRAIL_QUERY = {
  q: Type.Optional(Text),
  action: Type.Optional(Text),
  cursor: Type.Optional(Text),
};
const TRAIL = exact({
  entries: Type.Array(
    exact({
      ...{ time: Instant, action: Text, site: orNull(Text), of: orNull(Text), note: orNull(Text) },
      actor: exact({ kind: words(['user', 'token', 'link', 'nobody']), id: Text, name: Text }),
      ...{ status: Count, address: Text },
    }),
  ),
  cursor: Cursor,
});
/** What browsers make of it is said by WebAuthn. */
const OPTIONS = Type.Object({ challenge: Text }, { additionalProperties: true });

/** Signing in, one's own account, the team, and what it did. */
export const TEAM: Record<string, Described> = {
  'GET /api/sign-in': {
    id: 'getSignIn',
    isOpen: true,
    summary: 'Tell which ways to sign in there are',
    answer: exact({ mail: Flag, provider: orNull(Text) }),
  },
  'GET /api/sign-in/provider': {
    id: 'signInByProvider',
    summary: 'Go to the sign-on provider, and come back signed in',
    query: exact({ to: Type.Optional(Text) }),
    status: 204,
  },
  'POST /api/sign-in/passkey/options': {
    id: 'beginPasskeySignIn',
    isOpen: true,
    summary: 'Begin to sign in by a passkey',
    answer: OPTIONS,
  },
  'POST /api/sign-in/passkey': {
    id: 'signInByPasskey',
    isOpen: true,
    summary: 'Sign in by a passkey',
    body: PasskeyBody,
    status: 204,
  },
  'POST /api/sign-in/forgot': {
    id: 'requestPasswordReset',
    isOpen: true,
    summary: 'Send a link to set a new password; the answer is the same for every address',
    body: ForgotBody,
    status: 202,
  },
  'POST /api/sign-in/link': {
    id: 'getSignInLink',
    isOpen: true,
    summary: 'Tell whom a link is for',
    body: LinkBody,
    answer: exact({ kind: LINK_KIND, name: Text, email: Text }),
  },
  'POST /api/sign-in/accept': {
    id: 'acceptSignInLink',
    isOpen: true,
    summary: 'Choose a password by an invitation or a link to a new one, once',
    body: AcceptBody,
    status: 204,
  },
  'GET /api/account': {
    id: 'getAccount',
    summary: 'Read one’s own account',
    answer: exact({
      user: orNull(USER),
      canCreateOwner: Flag,
      passkeys: Type.Array(exact(PASSKEY)),
      sessions: Type.Array(exact(SESSION)),
    }),
  },
  'PATCH /api/account': {
    id: 'updateAccount',
    summary: 'Change one’s own name',
    body: AccountChanges,
    answer: USER,
  },
  'POST /api/account/owner': {
    id: 'createOwner',
    summary: 'Make the first owner, signed in by a link',
    body: OwnerBody,
    status: 201,
    answer: USER,
  },
  'POST /api/account/password': {
    id: 'changePassword',
    summary: 'Change one’s password, and end all other sessions',
    body: NewPasswordBody,
    status: 204,
  },
  'POST /api/account/second-factor': {
    id: 'beginSecondFactor',
    summary: 'Begin to set up an authenticator app',
    body: CurrentBody,
    answer: exact({ secret: Text, uri: Text, qr: exact({ path: Text, size: Count }) }),
  },
  'POST /api/account/second-factor/confirm': {
    id: 'confirmSecondFactor',
    summary: 'Confirm an authenticator app by its first code',
    body: CodeBody,
    status: 204,
  },
  'POST /api/account/second-factor/remove': {
    id: 'removeOwnSecondFactor',
    summary: 'Remove one’s authenticator app',
    body: CurrentBody,
    status: 204,
  },
  'POST /api/account/passkeys/options': {
    id: 'beginPasskey',
    summary: 'Begin to add a passkey',
    body: CurrentBody,
    answer: OPTIONS,
  },
  'POST /api/account/passkeys': {
    id: 'createPasskey',
    summary: 'Add a passkey',
    body: NewPasskeyBody,
    status: 201,
    answer: exact(PASSKEY),
  },
  'DELETE /api/account/passkeys/:id': {
    id: 'deletePasskey',
    summary: 'Remove a passkey',
    status: 204,
  },
  'DELETE /api/account/sessions': {
    id: 'endOwnSessions',
    summary: 'Sign out of all of one’s browsers',
    status: 204,
  },
  'DELETE /api/account/sessions/:id': {
    id: 'endOwnSession',
    summary: 'Sign out of one browser',
    status: 204,
  },
  'GET /api/users': {
    id: 'listUsers',
    summary: 'List the team, by name',
    query: exact({ q: Type.Optional(Text), cursor: Type.Optional(Text) }),
    answer: exact({ users: Type.Array(USER), total: Count, cursor: Cursor }),
  },
  'POST /api/users': {
    id: 'inviteUser',
    summary: 'Invite a person; only this response contains the link',
    body: NewUserBody,
    status: 201,
    answer: exact({ user: USER, kind: LINK_KIND, link: Text, sent: Flag }),
  },
  'PATCH /api/users/:id': {
    id: 'updateUser',
    summary: 'Change a person’s name or roles; new roles end their sessions',
    body: UserChanges,
    answer: USER,
  },
  'DELETE /api/users/:id': {
    id: 'deleteUser',
    summary: 'Remove a person and end their sessions',
    status: 204,
  },
  'POST /api/users/:id/link': {
    id: 'createUserLink',
    summary: 'Create a link for a person: an invitation, or to set a new password',
    status: 201,
    answer: exact({ kind: LINK_KIND, link: Text, sent: Flag }),
  },
  'DELETE /api/users/:id/sessions': {
    id: 'endUserSessions',
    summary: 'End a person’s sessions',
    status: 204,
  },
  'DELETE /api/users/:id/second-factor': {
    id: 'deleteSecondFactor',
    summary: 'Remove a person’s authenticator app and end their sessions',
    status: 204,
  },
  'GET /api/sites/:key/shares': {
    id: 'listShares',
    summary: 'List links to saved reports',
    answer: exact({ shares: Type.Array(exact(SHARE)) }),
  },
  'POST /api/sites/:key/shares': {
    id: 'shareReport',
    summary: 'Share a saved report by a link; the answer is the only one that has the link',
    body: NewShareBody,
    status: 201,
    answer: exact({ ...SHARE, link: Text }),
  },
  'DELETE /api/sites/:key/shares/:id': {
    id: 'revokeShare',
    summary: 'Revoke a link',
    status: 204,
  },
  'POST /api/shared/:id': {
    id: 'openShare',
    summary: 'See what a link shows, signed in or not',
    body: OpenShareBody,
    answer: exact({
      ...{ name: Text, kind: Text, siteName: Text, timeZone: Text, asOf: Instant },
      ...{ range: Type.Object({}), expires: orNull(Instant) },
      table: Type.Array(Type.Array(Type.Union([Text, Type.Number()]))),
    }),
  },
  'GET /api/trail': {
    id: 'searchTrail',
    summary: 'Search what people did, newest first',
    query: exact({ ...TRAIL_QUERY, site: Type.Optional(Text) }),
    answer: TRAIL,
  },
  'GET /api/sites/:key/trail': {
    id: 'searchSiteTrail',
    summary: 'Search what people did at a site, newest first',
    query: exact(TRAIL_QUERY),
    answer: TRAIL,
  },
};
