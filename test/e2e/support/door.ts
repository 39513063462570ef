import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage } from 'node:http';

/** A request that went through, and the cookies of its answer. */
export interface Passed {
  path: string;
  cookie: string;
  setCookie: string[];
}

/** A way to the collector on which one kind of answer can be held back. */
export interface Door {
  port: number;
  passed: Passed[];
  /** From now on answers to such paths wait for `open`. */
  hold(path: RegExp): void;
  /** Lets all that was held through. */
  open(): void;
  close(): Promise<void>;
}

/** The collector gets each request at once, the browser its answer when the door is open. */
export const startDoor = async (port: number): Promise<Door> => {
  const passed: Passed[] = [];
  let held = /^$/;
  let waiting: (() => void)[] = [];

  const server = createServer((request, response) => {
    const { method, url: path = '', headers } = request;
    const answered = (answer: IncomingMessage) => {
      passed.push({
        path,
        cookie: headers.cookie ?? '',
        setCookie: answer.headers['set-cookie'] ?? [],
      });
      const pass = () => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      };
      if (held.test(path)) waiting.push(pass);
      else pass();
    };
    request.pipe(ask({ host: '127.0.0.1', port, method, path, headers }, answered));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    passed,
    hold: (path) => {
      held = path;
    },
    open: () => {
      held = /^$/;
      for (const pass of waiting) pass();
      waiting = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
