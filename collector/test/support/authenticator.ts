import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What an authenticator does otherwise than it should. */
interface Otherwise {
  origin?: string;
  host?: string;
  challenge?: string;
  /** Whether it has asked for a finger or a PIN. */
  verified?: boolean;
}

const hash = (text: string | Buffer) => createHash('sha256').update(text).digest();
const text = (word: string) =>
  Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
const bytes = (value: Buffer) =>
  Buffer.concat([Buffer.from([0x59, value.length >> 8, value.length & 255]), value]);

/** An authenticator in software, with one passkey for one host: enough of WebAuthn for a collector to believe it. */
export const createAuthenticator = (host = 'localhost', origin = 'http://localhost:8484') => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  let counter = 0;

  const toAuthData = (flags: number, of: string, rest = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    return Buffer.concat([hash(of), Buffer.from([flags]), count, rest]);
  };
  const toClientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const answer = (response: Record<string, Buffer>) => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response: Object.fromEntries(
      Object.entries(response).map(([name, value]) => [name, value.toString('base64url')]),
    ),
  });
  return {
    id: id.toString('base64url'),
    rewind: () => {
      counter = 0;
    },
    register(options: { challenge: string }, other: Otherwise = {}) {
      const key = Buffer.concat([
        Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]),
        Buffer.from(x, 'base64url'),
        Buffer.from([0x22, 0x58, 0x20]),
        Buffer.from(y, 'base64url'),
      ]);
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const flags = other.verified === false ? 0x41 : 0x45;
      const authData = toAuthData(flags, other.host ?? host, credential);
      return answer({
        clientDataJSON: toClientData(
          'webauthn.create',
          other.challenge ?? options.challenge,
          other.origin ?? origin,
        ),
        attestationObject: Buffer.concat([
          ...[Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0])],
          ...[text('authData'), bytes(authData)],
        ]),
      });
    },
    signIn(options: { challenge: string }, other: Otherwise = {}) {
      const authenticatorData = toAuthData(other.verified === false ? 1 : 5, other.host ?? host);
      const clientDataJSON = toClientData(
        'webauthn.get',
        other.challenge ?? options.challenge,
        other.origin ?? origin,
      );
      const signed = Buffer.concat([authenticatorData, hash(clientDataJSON)]);
      return answer({
        authenticatorData,
        clientDataJSON,
        signature: sign('sha256', signed, privateKey),
      });
    },
  };
};
