import { Problem } from './problem.js';

/** Where a store is asked. */
export interface S3Place {
  bucket: string;
  /** Without a slash at either end; empty: the bucket itself. */
  prefix: string;
}

/** As people write it. */
export const formatAddress = ({ bucket, prefix }: S3Place): string =>
  `s3://${bucket}${prefix && `/${prefix}`}`;

/** Whether backups go to a bucket. */
export const isS3 = (text: string): boolean => /^s3:/i.test(text);

/** `s3://bucket/folder` → its parts. */
export const parseS3 = (text: string): S3Place => {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/@?#\s]+)((?:\/[^?#]*)?)$/i.exec(text) ?? [];
  // What stands there may be a key: it is not repeated.
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new Problem([
      'That is no address of a bucket. Write s3://bucket/folder; the name of a bucket has 3 to 63 lowercase letters, digits, dots and hyphens.',
      'The store and its keys come from AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ]);
  return { bucket, prefix: prefix.split('/').filter(Boolean).join('/') };
};

interface S3Error extends Error {
  code?: string;
  Code?: string;
  $metadata?: { httpStatusCode?: number };
}

const SETTINGS = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

const REASONS: readonly [name: RegExp, say: (name: string) => string][] = [
  [/^NoSuchBucket$/, () => 'there is no such bucket. Create it, or correct the address'],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|InvalidClientTokenId|UnrecognizedClientException|AuthFailure)$/,
    (name) => `the store does not accept the credentials (${name}). Correct ${SETTINGS}`,
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired|TokenProviderError)$/,
    (name) =>
      `the credentials have expired (${name}). Set new ones in ${SETTINGS}, and in AWS_SESSION_TOKEN where they are temporary`,
  ],
  [/^CredentialsProviderError$/, () => `there are no credentials. Set ${SETTINGS}`],
  [
    /^(AccessDenied|AllAccessDisabled|AccountProblem|Forbidden)$/,
    (name) =>
      `the credentials are not allowed to do this (${name}). They need s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there`,
  ],
  [
    /^RequestTimeTooSkewed$/,
    () => 'the clock of this machine is wrong by more than the store accepts. Set it by NTP',
  ],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|InvalidRegionName)$/,
    (name) => `the bucket is in another region (${name}). Set AWS_REGION to it`,
  ],
  [
    /^(QuotaExceeded|XMinioStorageFull|EntityTooLarge|InsufficientStorage)$/,
    (name) => `the store is full (${name})`,
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|TimeoutError)$/,
    (name) =>
      `the store cannot be reached (${name}). Check AWS_ENDPOINT_URL, AWS_REGION and the network`,
  ],
];

/** A message of the SDK without what must not be seen. */
const hideSecrets = (text: string): string =>
  ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].reduce((left, name) => {
    const secret = process.env[name];
    return secret ? left.replaceAll(secret, '…') : left;
  }, text);

/** Whether the store says that something is not there. */
export const isMissing = ({ name, Code, $metadata }: S3Error): boolean =>
  /^(NoSuchKey|NotFound)$/.test(Code ?? name) ||
  ($metadata?.httpStatusCode === 404 && (Code ?? name) !== 'NoSuchBucket');

/** What a store has refused, as a sentence that says what to do and holds no secret. */
export const toS3Problem = (error: unknown, place: S3Place): Problem => {
  if (error instanceof Problem) return error;
  const { name, code, Code, message, $metadata } = error as S3Error;
  const status = $metadata?.httpStatusCode;
  const names = [Code, name, code, status === 403 ? 'Forbidden' : undefined];
  for (const found of names)
    for (const [pattern, say] of REASONS)
      if (found && pattern.test(found))
        return new Problem([`${formatAddress(place)} cannot be used: ${say(found)}.`]);
  const said = /region is missing/i.test(message)
    ? 'no region is set. Set AWS_REGION, such as eu-central-1'
    : hideSecrets(`${status ? `${status} ` : ''}${Code ?? name}: ${message}`).replace(/\.$/, '');
  return new Problem([`${formatAddress(place)} cannot be used: ${said}.`]);
};
