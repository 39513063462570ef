import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { PROGRAMS } from '../../support/browsers.mjs';
import { endChild, startChild } from './children.js';

/** Chromium as a person has it: the driver of the other tests makes pages that never prerender another. */
export interface PlainChromium {
  /** Opens the one tab at an address. */
  goto(address: string): Promise<void>;
  /** Evaluates an expression in the tab, as it is now. */
  evaluate<Value>(expression: string): Promise<Value>;
  close(): Promise<void>;
}

interface Message {
  id?: number;
  result?: object;
  error?: { message: string };
}

type Ask = <Result>(method: string, words?: object, sessionId?: string) => Promise<Result>;

/** The DevTools protocol over two pipes: JSON, each message ended by a zero byte. */
const connect = (child: ChildProcess): Ask => {
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  const waiting = new Map<number, (message: Message) => void>();
  let last = 0;
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop()!;
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id) waiting.get(message.id)?.(message);
    }
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as never);
      });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
};

export const launchPlainChromium = async (): Promise<PlainChromium> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmq-chromium-'));
  const child = startChild(
    PROGRAMS.chromium.path,
    [
      '--headless=new',
      '--remote-debugging-pipe',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      `--user-data-dir=${folder}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const ask = connect(child);

  /** A prerendered page that is shown takes the place of the tab's page, so the tab is looked up each time. */
  const inTab = async <Result>(method: string, words: object): Promise<Result> => {
    const { targetInfos } = await ask<{ targetInfos: { targetId: string; type: string }[] }>(
      'Target.getTargets',
    );
    const { targetId } = targetInfos.find(({ type }) => type === 'page')!;
    const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const result = await ask<Result>(method, words, sessionId);
    await ask('Target.detachFromTarget', { sessionId });
    return result;
  };
  return {
    goto: async (address) => {
      await inTab('Page.navigate', { url: address });
    },
    evaluate: async <Value>(expression: string) => {
      const { result } = await inTab<{ result: { value: Value } }>('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
      });
      return result.value;
    },
    close: async () => {
      await endChild(child);
      // The last of its processes may still write there for a moment.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
};
