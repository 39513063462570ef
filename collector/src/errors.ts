import type { Rejection } from 'kmq/wire';

/** Why one hit is not taken: what the wire refuses, and what the collector refuses. */
export type HitRejection =
  | Rejection
  | 'unknown_key'
  | 'foreign_origin'
  | 'missing_server_key'
  | 'unreadable_call'
  | 'unsupported_encoding'
  | 'unreadable_encoding';

/** Reasons of hits: they travel in `X-Rejected` and in the answer to a batch, so they have no status of their own. */
const REJECTIONS: Record<HitRejection, string> = {
  unknown_kind: 'A hit starts with e, s or a: event, set or alias.',
  line_too_long: 'A hit can have at most 16,384 bytes.',
  missing_key: 'The site key is missing: send it as _k.',
  unknown_key: 'No site has this key; the keys are listed in the app under Settings.',
  missing_person: 'The person is missing: send an identity as _p.',
  missing_name:
    'The name is missing: send the event name, or the second identity of an alias, as _n.',
  identity_too_long:
    'An identity can have at most 255 characters; a shortened one would be another person.',
  unreadable_text:
    'A name or value is neither UTF-8 nor Windows-1252; encode it with UTF-8, as encodeURIComponent does.',
  time_in_milliseconds: '_t is in milliseconds; send Unix seconds.',
  foreign_origin:
    'The site does not accept hits from this origin; add it to the allowed origins of the site.',
  missing_server_key:
    'The request has no origin, and the site accepts such hits only from its own servers: send a server key as _k, or a token with the write scope.',
  unreadable_call:
    'A call of a Segment or RudderStack library lacks what a hit needs; the answer to it names the field.',
  unsupported_encoding:
    'This Content-Encoding is not supported; use gzip, deflate or br, applied once, or none.',
  unreadable_encoding:
    'The body does not match its Content-Encoding; compress it again, or send it uncompressed.',
};

/** Every error that the collector answers with: status and sentence. */
const ERRORS = {
  missing_key: [401, REJECTIONS.missing_key],
  unknown_key: [401, REJECTIONS.unknown_key],
  foreign_origin: [403, REJECTIONS.foreign_origin],
  missing_server_key: [403, REJECTIONS.missing_server_key],
  unsupported_encoding: [415, REJECTIONS.unsupported_encoding],
  unreadable_encoding: [400, REJECTIONS.unreadable_encoding],
  empty_batch: [400, 'The batch is empty; send at least one line.'],
  unreadable_batch: [
    400,
    'No line of the batch is a hit; a hit is text that starts with e?, s? or a?.',
  ],
  body_too_large: [
    413,
    'The body is too large; the limit is 1 MiB, before and after decompression. Send it in parts.',
  ],
  log_unavailable: [
    503,
    'Hits cannot be stored at the moment; nothing from this request was saved. Send it again later.',
  ],
  disk_nearly_full: [
    503,
    'The collector’s disk is nearly full; nothing from this request was saved. Free some space, then send it again.',
  ],
  batch_above_limit: [
    413,
    'The batch is larger than the rate limit of its sender; send it in parts.',
  ],
  too_many_hits: [429, 'This site or address is over its rate limit; send these hits again later.'],
  overloaded: [503, 'This site or address is over its rate limit; send this hit again later.'],
  headers_too_large: [
    431,
    'The URL and headers of the request are too large; the limit is 32 KiB.',
  ],
  request_timeout: [408, 'The request did not arrive in time.'],
  unreadable_request: [400, 'The request is not valid HTTP.'],
  unreadable_address: [
    400,
    'The URL has characters that HTTP does not allow; escape them, as encodeURIComponent does.',
  ],
  not_found: [404, 'There is nothing at this address.'],
  method_not_allowed: [405, 'This address does not support this method.'],
  unknown_site: [404, 'No site has this key.'],
  unseen_name: [409, 'No hit was ever sent under this name.'],
  name_taken: [409, 'Another site already has a script with this name.'],
  unknown_job: [404, 'The site has no job with this id.'],
  job_not_ready: [409, 'Only an import whose preview is ready can be started.'],
  no_columns: [409, 'Columns can be chosen for CSV files only.'],
  site_not_empty: [
    409,
    'The site already has hits; demo data goes only into an empty site. Add a site for it.',
  ],
  not_in_production: [
    403,
    'Demo data is for trials only; it is not available while KMQ_PUBLIC_URL is set.',
  ],
  unknown_token: [404, 'No token has this id.'],
  unknown_user: [404, 'No one on the team has this id; they may have been removed.'],
  stale_link: [
    410,
    'This link was already used, has expired, or was replaced by a newer one; ask for another.',
  ],
  other_invitation: [409, 'This link is for someone else; sign out first, then open it again.'],
  changed_meanwhile: [
    409,
    'Someone else has changed this in the meantime; look at it again, then repeat your change.',
  ],
  wrong_password: [401, 'The e-mail address or the password is wrong.'],
  code_needed: [401, 'Enter the code that your authenticator app shows.'],
  wrong_code: [
    401,
    'This code is wrong or was already used; wait for the next one. If it stays wrong, check the clock of your phone.',
  ],
  passkey_failed: [
    401,
    'This passkey is not known here; it may be for another address of the app, or removed.',
  ],
  wrong_current: [403, 'The current password is wrong.'],
  unknown_share: [404, 'This link shows nothing: it was revoked, or is not complete.'],
  share_expired: [410, 'This link has expired; ask the person who sent it for another.'],
  share_report_gone: [
    410,
    'The report of this link was removed, or can no longer be shared; ask the person who sent it.',
  ],
  share_password_needed: [401, 'This report needs a password; ask the person who sent the link.'],
  wrong_share_password: [401, 'The password is wrong; ask the person who sent the link.'],
  provider_down: [
    503,
    'The sign-on provider does not respond; sign in with your password or a passkey, or try again later.',
  ],
  provider_refused: [401, 'The sign-on provider did not confirm who you are; try again.'],
  provider_stale: [410, 'This sign-in took too long, or was used already; start again.'],
  provider_domain: [403, 'People of this e-mail domain cannot sign in here; use another account.'],
  provider_unknown: [403, 'No one on the team has this account; ask an owner for an invitation.'],
  provider_no_email: [
    403,
    'The sign-on provider does not confirm an e-mail address for this account.',
  ],
  identities_hidden: [403, 'This site hides identities from your role; ask an admin of the site.'],
  no_account: [403, 'Only someone with an account can do this, not a token or a sign-in link.'],
  link_needed: [
    403,
    'The first owner is made by a sign-in link; create one with `kmq-collector login-link`.',
  ],
  owner_exists: [409, 'The collector already has an owner; ask them for an invitation.'],
  no_mail: [
    409,
    'This collector sends no e-mail; ask an owner for a link, or set KMQ_SMTP_URL and KMQ_MAIL_FROM.',
  ],
  no_second_factor: [409, 'There is no code to confirm; start again.'],
  unknown_passkey: [404, 'You have no passkey with this id.'],
  unknown_session: [404, 'You have no session with this id.'],
  email_taken: [409, 'Someone on the team already has this e-mail address.'],
  last_owner: [409, 'This is the last owner of the collector; make someone else an owner first.'],
  weak_password: [400, 'This password is too short or too easy to guess; choose another one.'],
  unknown_source: [404, 'The site has no source with this id.'],
  source_not_ready: [
    409,
    'The signing secret of this source is missing; enter it in the app under Settings, Data.',
  ],
  wrong_signature: [400, 'The signature is missing or wrong.'],
  nothing_received: [
    409,
    'Nothing that could be an example has been received yet; have the service send something first.',
  ],
  unknown_server_key: [404, 'The site has no server key with this id.'],
  site_exists: [409, 'A site with this key already exists.'],
  script_not_built: [
    503,
    'The script is not built: run `npm run build`, then start the collector again.',
  ],
  app_not_built: [
    503,
    'The app is not built: run `npm run build`, then start the collector again.',
  ],
  not_signed_in: [401, 'Send a token as `Authorization: Bearer …`, or sign in to the app.'],
  wrong_token: [401, 'This token is unknown, expired or revoked; use another one.'],
  used_link: [
    401,
    'This sign-in link was already used or has expired; create another with `npm run login-link`.',
  ],
  too_little_scope: [
    403,
    'Your role does not allow this; ask an owner of the collector, or use a token with a wider scope.',
  ],
  other_site: [
    403,
    'Your role does not cover this site or the collector as a whole; ask an owner, or use another token.',
  ],
  too_many_exports: [503, 'Other exports are still running; try again in a moment.'],
  too_many_streams: [503, 'Too many live streams are open; close one, or try again in a moment.'],
  cross_site: [
    403,
    'Sign-in and the app’s cookie are accepted only in requests from the app’s own pages.',
  ],
  host_not_allowed: [
    403,
    'The app is not served under this host name; set KMQ_PUBLIC_URL to its address.',
  ],
  too_many_requests: [429, 'Too many attempts; wait a minute.'],
  invalid_request: [400, 'The request is not valid.'],
  invalid_cursor: [400, 'This cursor is not valid; start again without one.'],
  invalid_time: [
    400,
    'A time must be a date (2026-11-22) or an ISO 8601 time (2026-11-22T12:00:00Z).',
  ],
  unreadable_json: [400, 'The body is not valid JSON.'],
  unknown_person: [404, 'No person has this identity.'],
  unknown_link: [404, 'No link has this id.'],
  unknown_population: [404, 'No population has this id.'],
  not_a_list: [
    409,
    'This population is a condition; people can be added to and removed from a list only.',
  ],
  unknown_saved_report: [404, 'No saved report has this id.'],
  unknown_finding: [404, 'No Health check has this code.'],
  unknown_note: [404, 'No note has this id.'],
  too_many_saved: [409, 'The site has reached the limit; remove one first.'],
  unknown_report: [410, 'This report has expired; run it again.'],
  too_many_reports: [429, 'Too many reports are waiting; try again in a moment.'],
  report_too_slow: [
    504,
    'The report took longer than 30 seconds; choose a shorter range, fewer steps or no breakdown.',
  ],
  report_stopped: [499, 'The client of this report disconnected.'],
  reports_not_ready: [503, 'Reports are not available at the moment; hits are still accepted.'],
  internal: [500, 'Something went wrong; the collector’s log has the details.'],
} satisfies Record<string, [status: number, message: string]>;

/** Code of an error: `error.code` in the answer. */
export type ErrorCode = keyof typeof ERRORS;

/** An error that is answered as its code says; `field` names the part of the request that is wrong. */
export class ApiError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    readonly detail: {
      field?: string;
      message?: string;
      retryAfter?: number;
      cause?: unknown;
    } = {},
  ) {
    super(detail.message ?? ERRORS[code][1], { cause: detail.cause });
    this.status = ERRORS[code][0];
  }
}

/** The body of an answer that is an error. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; field?: string };
}

/** What the sender is told: never the input, never a stack. */
export const createErrorBody = ({ code, message, detail }: ApiError): ErrorBody => ({
  error: { code, message, ...(detail.field === undefined ? {} : { field: detail.field }) },
});

/** The sentence for the reason why a hit was not taken. */
export const formatRejection = (reason: HitRejection): string => REJECTIONS[reason];
