import type { Rejection } from 'kmq/wire';

/** Why one hit is not taken: what the wire refuses, and what the collector refuses. */
export type HitRejection =
  | Rejection
  | 'unknown_key'
  | 'foreign_origin'
  | 'missing_server_key'
  | 'unsupported_encoding'
  | 'unreadable_encoding';

/** Reasons of hits: they travel in `X-Rejected` and in the answer to a batch, so they have no status of their own. */
const REJECTIONS: Record<HitRejection, string> = {
  unknown_kind: 'A hit starts with e, s or a: event, set or alias.',
  line_too_long: 'A hit is at most 16,384 bytes.',
  missing_key: 'The site key is missing: send it as _k.',
  unknown_key: 'No site has this key; the keys are listed in the app under Settings.',
  missing_person: 'The person is missing: send an identity as _p.',
  missing_name:
    'The name is missing: send the event name, or the second identity of an alias, as _n.',
  identity_too_long: 'An identity is at most 255 characters; cut, it would be somebody else.',
  unreadable_text:
    'A name or value is neither UTF-8 nor Windows-1252; encode it with UTF-8, as encodeURIComponent does.',
  time_in_milliseconds: '_t is in milliseconds; send Unix seconds.',
  foreign_origin:
    'The site does not allow hits from pages of this origin; see its allowed origins.',
  missing_server_key:
    'The request names no page, and the site takes such hits from its own servers only: send a server key as _k, or a token that may write.',
  unsupported_encoding:
    'This Content-Encoding cannot be read; send gzip, deflate or br, once, or none at all.',
  unreadable_encoding:
    'The body is not what its Content-Encoding says; compress it again, or send it without.',
};

/** Every error that the collector answers with: status and sentence. */
const ERRORS = {
  missing_key: [401, REJECTIONS.missing_key],
  unknown_key: [401, REJECTIONS.unknown_key],
  foreign_origin: [403, REJECTIONS.foreign_origin],
  missing_server_key: [403, REJECTIONS.missing_server_key],
  unsupported_encoding: [415, REJECTIONS.unsupported_encoding],
  unreadable_encoding: [400, REJECTIONS.unreadable_encoding],
  empty_batch: [400, 'The batch has no lines.'],
  unreadable_batch: [
    400,
    'No line of the batch can be read; a line is text and starts with e?, s? or a?.',
  ],
  body_too_large: [
    413,
    'The body is too large; the limit is 1 MiB, also once it is decompressed. Send it in parts.',
  ],
  log_unavailable: [
    503,
    'Hits cannot be written at the moment; none of this request was kept. Send it again later.',
  ],
  disk_nearly_full: [
    503,
    'The collector’s disk is nearly full; none of this request was kept. Make room there, and send it again later.',
  ],
  batch_above_limit: [
    413,
    'The batch is larger than its sender may send at once; send it in parts.',
  ],
  too_many_hits: [
    429,
    'This site, or this address, sends more than it may; send these hits again later.',
  ],
  overloaded: [
    503,
    'This site, or this address, sends more than it may; send this hit again later.',
  ],
  headers_too_large: [
    431,
    'The address and headers of the request are too large; the limit is 32 KiB.',
  ],
  request_timeout: [408, 'The request did not arrive in time.'],
  unreadable_request: [400, 'This is not HTTP.'],
  unreadable_address: [
    400,
    'The address holds what HTTP does not allow there; escape it, as encodeURIComponent does.',
  ],
  not_found: [404, 'There is nothing at this address.'],
  method_not_allowed: [405, 'This address does not answer to this method.'],
  unknown_site: [404, 'No site has this key.'],
  unseen_name: [409, 'Nothing was ever sent under this name.'],
  name_taken: [409, 'Another site has a script of this name already.'],
  unknown_job: [404, 'The site has no job with this id.'],
  job_not_ready: [409, 'Only an import that waits with its preview can be started.'],
  no_columns: [409, 'Only a CSV file has columns to choose.'],
  site_not_empty: [409, 'The site has hits already; with ?add=1 the story comes on top of them.'],
  not_in_production: [403, 'This is for trying things out; with KMQ_PUBLIC_URL set there is none.'],
  unknown_token: [404, 'No token has this id.'],
  unknown_server_key: [404, 'The site has no server key with this id.'],
  site_exists: [409, 'A site with this key exists already.'],
  script_not_built: [
    503,
    'The script is not built: run `npm run build`, then start the collector again.',
  ],
  app_not_built: [
    503,
    'The app is not built: run `npm run build`, then start the collector again.',
  ],
  not_signed_in: [401, 'Send a token as `Authorization: Bearer …`, or sign in to the app.'],
  wrong_token: [401, 'This token is not known.'],
  used_link: [401, 'This sign-in link was used or is too old; `npm run login-link` makes another.'],
  too_little_scope: [403, 'This token may not do that; it needs a wider scope.'],
  other_site: [
    403,
    'This token is for single sites, and this is not one of them; use a token of this site, or one for all sites.',
  ],
  too_many_streams: [
    503,
    'Too many live streams are open already; close one, or try again in a moment.',
  ],
  cross_site: [
    403,
    'Signing in, and the app’s cookie, count only in requests of the app’s own pages.',
  ],
  host_not_allowed: [
    403,
    'The app is not served under this host name; set KMQ_PUBLIC_URL to its address.',
  ],
  too_many_requests: [429, 'Too many attempts; wait a minute.'],
  invalid_request: [400, 'The request is not valid.'],
  invalid_cursor: [400, 'This cursor is not one that was given out.'],
  invalid_time: [
    400,
    'A time is a date (2026-11-22) or an ISO 8601 instant (2026-11-22T12:00:00Z).',
  ],
  unreadable_json: [400, 'The body is not JSON.'],
  unknown_person: [404, 'Nobody has this identity.'],
  unknown_link: [404, 'There is no such link.'],
  unknown_population: [404, 'There is no such population.'],
  not_a_list: [
    409,
    'This population is a condition; only a list has people that can be added and removed.',
  ],
  unknown_saved_report: [404, 'There is no such saved report.'],
  unknown_note: [404, 'There is no such note.'],
  too_many_saved: [409, 'The site has too many of these already; remove one first.'],
  unknown_report: [410, 'This report is no longer kept: run it again.'],
  too_many_reports: [429, 'Too many reports wait already; ask again in a moment.'],
  report_too_slow: [
    504,
    'The report took longer than 30 seconds: choose a shorter range, fewer steps, or no segment.',
  ],
  report_stopped: [499, 'Nobody waits for this report.'],
  reports_not_ready: [503, 'Reports cannot answer at the moment; hits are still taken.'],
  internal: [500, 'Something went wrong here; the details are in the collector’s log.'],
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
export const toErrorBody = ({ code, message, detail }: ApiError): ErrorBody => ({
  error: { code, message, ...(detail.field === undefined ? {} : { field: detail.field }) },
});

/** The sentence for the reason why a hit was not taken. */
export const toRejectionMessage = (reason: HitRejection): string => REJECTIONS[reason];
