import { createTransport } from 'nodemailer';

/** A message to somebody of the team. */
export interface Message {
  to: string;
  subject: string;
  text: string;
}

/** Sends messages; fails where the mail server does not take one. */
export type SendMail = (message: Message) => Promise<void>;

/** A mail server that does not answer must not keep anybody waiting. */
const PATIENCE_MS = 10_000;

/** Sends by SMTP, `smtps://user:password@host` or `smtp://host:587`, from one address. */
export const createMail = (url: string, from: string): SendMail => {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    // Only for a server on this machine, or behind a wire of one's own.
    ignoreTLS: searchParams.get('tls') === 'off',
    requireTLS: !secure && searchParams.get('tls') !== 'off',
    ...(username && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (message) => {
    await transport.sendMail({ from, ...message });
  };
};
