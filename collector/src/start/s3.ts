import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Problem } from './problem.js';
import { formatAddress, isMissing, parseS3, type S3Place, toS3Problem } from './s3-problem.js';
import { hashChunks, MANIFEST, type Storage } from './storage.js';

/** A store that does not answer must not hold up the next backup. */
const TIMEOUTS_MS = { connectionTimeout: 10_000, socketTimeout: 60_000 };
/** A file of the log has 64 MiB at most; a part is held in memory. */
const PART_BYTES = 16 * 1024 * 1024;

/** 23 MB that few need: it is installed beside the collector. */
const loadSdk = async () => {
  try {
    const [client, upload] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('@aws-sdk/lib-storage'),
    ]);
    return { ...client, ...upload };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Problem([
      'Backups in a bucket need the AWS SDK, which is not installed. Install it beside the collector:',
      '  npm install @aws-sdk/client-s3@3 @aws-sdk/lib-storage@3',
    ]);
  }
};

type Sdk = Awaited<ReturnType<typeof loadSdk>>;

const createClient = ({ S3Client }: Sdk): S3Client => {
  const own = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL;
  const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  return new S3Client({
    // Stores other than Amazon's have no host for each bucket, know of no trailing checksums, and most have one region.
    ...(own ? { forcePathStyle: true, region: region || 'us-east-1' } : region ? { region } : {}),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: TIMEOUTS_MS,
  });
};

/** The folder of a bucket behind a client. */
const open = (sdk: Sdk, client: S3Client, place: S3Place): Storage => {
  const { bucket: Bucket } = place;
  const folder = place.prefix && `${place.prefix}/`;

  const ask = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (error) {
      throw toS3Problem(error, place);
    }
  };
  const askIfThere = <Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> =>
    ask(() =>
      work().catch((error) => {
        if (isMissing(error)) return undefined;
        throw error;
      }),
    );

  /** The connection may break in the middle. */
  async function* readBody(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (error) {
      throw toS3Problem(error, place);
    }
  }
  const removeKey = (Key: string) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
  const removeKeys = async (keys: readonly string[]): Promise<void> => {
    const manifest = folder + MANIFEST;
    // First: what is half removed must not look finished.
    if (keys.includes(manifest)) await removeKey(manifest);
    for (const key of keys) if (key !== manifest) await removeKey(key);
  };
  const written = new Set<string>();

  return {
    address: formatAddress(place),
    below: (name) => open(sdk, client, { bucket: Bucket, prefix: folder + name }),
    async write(path, chunks) {
      const hashed = hashChunks(path, chunks);
      written.add(folder + path);
      await ask(() =>
        new sdk.Upload({
          client,
          params: { Bucket, Key: folder + path, Body: Readable.from(hashed.pass()) },
          partSize: PART_BYTES,
          queueSize: 1,
        }).done(),
      );
      return hashed.toFile();
    },
    read: (path) =>
      askIfThere(async () => {
        const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key: folder + path }));
        return readBody(found.Body as unknown as AsyncIterable<Buffer>);
      }),
    isEmpty: async () => {
      const query = { Bucket, Prefix: folder };
      const { Contents = [] } = await ask(() => client.send(new sdk.ListObjectsV2Command(query)));
      return !Contents.length;
    },
    has: async (path) =>
      (await askIfThere(() =>
        client.send(new sdk.HeadObjectCommand({ Bucket, Key: folder + path })),
      )) !== undefined,
    listFolders: () =>
      ask(async () => {
        const names: string[] = [];
        const query = { Bucket, Prefix: folder, Delimiter: '/' };
        for await (const page of sdk.paginateListObjectsV2({ client }, query))
          for (const { Prefix = '' } of page.CommonPrefixes ?? [])
            names.push(Prefix.slice(folder.length, -1));
        return names;
      }),
    clear: () =>
      ask(async () => {
        await removeKeys([...written]);
        written.clear();
      }),
    remove: () =>
      ask(async () => {
        const keys: string[] = [];
        for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix: folder }))
          for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key);
        await removeKeys(keys);
      }),
  };
};

/** A folder of a bucket, at Amazon or in any store that speaks its protocol. */
export const openS3 = async (address: string): Promise<Storage> => {
  const place = parseS3(address);
  const sdk = await loadSdk();
  return open(sdk, createClient(sdk), place);
};
