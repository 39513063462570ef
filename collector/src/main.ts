#!/usr/bin/env node
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { Command } from 'commander';
import type { FastifyInstance } from 'fastify';
import { toSnippet } from 'kmq/snippet';
import { pino } from 'pino';
import { type Config, formatFlag, readConfig, SETTINGS, type Setting, SWITCHES } from './config.js';
import { NewerRecord } from './ingest/log/known.js';
import { serveStdio } from './mcp/stdio.js';
import { createShop } from './shop.js';
import { backup } from './start/backup.js';
import { backupBelow, type Schedule } from './start/backup-schedule.js';
import { type Addresses, type Collector, openCollector } from './start/collector.js';
import { type AddedUser, addSite, addToken, addUser, makeLoginLink } from './start/commands.js';
import { examine } from './start/doctor.js';
import { createLogger } from './start/logger.js';
import { becomeOwner, requireOwner } from './start/owner.js';
import { Problem, toPortProblem, toSystemProblem } from './start/problem.js';
import { findAddresses, formatTunnel, readMachine } from './start/reach.js';
import { rebuild } from './start/rebuild.js';
import { restore } from './start/restore.js';
import { toVolumeWarning } from './start/volume.js';
import { maySaySecrets, toLoginUrl, toUrl, toWelcome } from './start/welcome.js';
import { SHOP_SITE } from './store/demo-sites.js';
import { DamagedFile } from './store/json.js';
import { createLoginSecret } from './store/sign-in.js';
import { SCOPES } from './store/tokens.js';
import { ROLES } from './team/roles.js';

/** The build puts the shop's pages there. */
const SHOP_FOLDER = fileURLToPath(new URL('../dist/shop/', import.meta.url));

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const toPort = (server: FastifyInstance): number => (server.server.address() as AddressInfo).port;

/** Opens a port; answers the address under which this machine reaches it. */
const listen = async (
  server: FastifyInstance,
  { host, port, setting }: { host: string; port: number; setting: Setting },
): Promise<string> => {
  await server.listen({ host, port }).catch((error) => {
    throw toPortProblem(error, { host, port, setting, flag: `--${formatFlag(setting)}` });
  });
  return toUrl(host, toPort(server));
};

/** The demo shop is a help for the first day: a port that is taken is no reason not to start. */
const startShop = async (
  { host, port }: Config,
  collectorUrl: string,
): Promise<{ shop: FastifyInstance; address: string } | undefined> => {
  const shop = createShop({ collectorUrl, key: SHOP_SITE.key, folder: SHOP_FOLDER });
  try {
    await shop.listen({ host, port: port && port + 1 });
    return { shop, address: toUrl(host, toPort(shop)) };
  } catch (error) {
    print(`The demo shop could not start: ${(error as Error).message}`);
    return undefined;
  }
};

const openPorts = async (
  { server, appServer, store, claim, loadHistory }: Collector,
  config: Config,
  addresses: Addresses,
): Promise<FastifyInstance | undefined> => {
  const { host, port, appPort, publicUrl } = config;
  addresses.ingest = await listen(server, { host, port, setting: 'KMQ_PORT' });
  const local = appServer
    ? await listen(appServer, { host, port: appPort!, setting: 'KMQ_APP_PORT' })
    : addresses.ingest;
  const app = appServer ? local : (publicUrl ?? local);
  addresses.app = app;
  const isDemo = !publicUrl && store.sites.find(SHOP_SITE.key);
  const demo = isDemo ? await startShop(config, addresses.ingest) : undefined;
  if (demo) addresses.shop = demo.address;
  claim.tell({ address: app, local });

  const machine = readMachine();
  const isAppPublic = publicUrl && !appServer;
  const ports = [appServer ?? server, ...(demo ? [demo.shop] : [])].map(toPort);
  const [site] = store.sites.list();
  const key = site?.key;
  print(
    toWelcome({
      ready: addresses.ingest,
      login: maySaySecrets(config, process.stdout.isTTY)
        ? toLoginUrl(app, await createLoginSecret(config.data, Date.now()))
        : undefined,
      others: isAppPublic ? [] : findAddresses(host, ports[0]!, machine),
      tunnel: isAppPublic ? undefined : formatTunnel(host, ports, machine),
      shop: demo?.address,
      history: config.history ? await loadHistory() : undefined,
      data: config.data,
      token: store.tokens.made,
      trustsEverybody: config.trustProxy === true,
      snippet: key && toSnippet({ key, script: `${publicUrl ?? addresses.ingest}/${key}.2.js` }),
    }),
  );
  return demo?.shop;
};

const serve = async (config: Config): Promise<void> => {
  requireOwner(config.data);
  for (const line of config.container ? toVolumeWarning(config.data) : []) print(line);
  const logger = createLogger(pino.destination({ fd: 2, sync: true }));
  const addresses: Addresses = { ingest: '' };
  const collector = await openCollector(config, { logger, addresses });
  let shop: FastifyInstance | undefined;
  try {
    shop = await openPorts(collector, config, addresses);
  } catch (error) {
    // Nobody has seen the token: the next start makes it again.
    const { made, list, revoke } = collector.store.tokens;
    if (made) for (const { id } of list()) await revoke(id);
    await collector.close();
    throw error;
  }
  closeWithGrace({ delay: 10_000, logger }, async ({ err }) => {
    if (err) logger.fatal({ err }, 'The collector stops after an unexpected error.');
    await shop?.close();
    await collector.close();
  });
};

/** Prints what is wrong in plain lines; only unexpected errors come with their stack. */
const fail = (error: unknown): void => {
  const problem = error instanceof Problem ? error : toSystemProblem(error as Error);
  const isTold = error instanceof NewerRecord || error instanceof DamagedFile;
  const told = isTold ? error.message : (error as Error).stack;
  const lines = problem?.lines ?? [told ?? String(error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exitCode = 1;
};

const program = new Command('kmq-collector').description(
  'Collects hits, stores them and reports on people.',
);
for (const [setting, meaning] of Object.entries(SETTINGS)) {
  const value = SWITCHES.includes(setting as Setting) ? '[value]' : '<value>';
  program.option(`--${formatFlag(setting as Setting)} ${value}`, `${meaning}; ${setting}`);
}

const toCommandProblem = (word: string): Problem =>
  new Problem([
    `There is no command ${JSON.stringify(word)}.`,
    `Commands: ${program.commands.map((command) => command.name()).join(', ')}. kmq-collector --help tells what they do.`,
  ]);

/** A command with the configuration, or with every problem of it. */
const withConfig =
  <T extends unknown[]>(run: (config: Config, ...rest: T) => Promise<void>) =>
  async (...rest: T): Promise<void> => {
    const flags = program.opts<Record<string, string | true>>();
    const given = Object.keys(SETTINGS).flatMap((setting) => {
      const name = formatFlag(setting as Setting).replace(/-(\w)/g, (_, letter) =>
        letter.toUpperCase(),
      );
      return flags[name] === undefined ? [] : [[setting, String(flags[name])]];
    });
    try {
      const read = readConfig(Object.fromEntries(given), process.env);
      if ('problems' in read) throw new Problem(read.problems);
      for (const warning of read.warnings ?? []) process.stderr.write(`${warning}\n`);
      await run(read.config, ...rest);
    } catch (error) {
      fail(error);
    }
  };

/** A command that works on the data as its owner. */
const asOwner = <T extends unknown[]>(run: (config: Config, ...rest: T) => Promise<void>) =>
  withConfig<T>(async (config, ...rest) => {
    becomeOwner(config.data);
    await run(config, ...rest);
  });

program
  .command('serve [word]', { isDefault: true })
  .usage('')
  .description('start the collector (the default)')
  .action(
    withConfig(async (config, word: string | undefined) => {
      // Any word that is no command ends up here.
      if (word !== undefined) throw toCommandProblem(word);
      await serve(config);
    }),
  );
program
  .command('login-link [email]')
  .description('create a one-time link that signs in to the app as the person with this address')
  .action(
    asOwner(async (config, email: string | undefined) => print(await makeLoginLink(config, email))),
  );
program
  .command('user')
  .description('people who sign in to the app')
  .command('add <email>')
  .description('add a person and print their invitation link, once')
  .option('--name <name>', 'what they are called')
  .option('--owner', 'an owner of the collector, who may do everything')
  .option('--role <role>', `what they may do: ${ROLES.join(', ')}`)
  .option('--site <key>', 'at which site; without it, at all of them')
  .action(
    asOwner(async (config, email: string, given: AddedUser) =>
      print(await addUser(config, email, given)),
    ),
  );
program
  .command('site')
  .description('sites')
  .command('add <key> <name>')
  .description('add a site and print its snippet')
  .action(
    asOwner(async (config, key: string, name: string) => print(await addSite(config, key, name))),
  );

program
  .command('rebuild')
  .description('rebuild the reports from the log')
  .action(asOwner(async (config) => print(await rebuild(config, print))));
program
  .command('backup [folder]')
  .description(
    'copy the log and the settings while hits come in; a folder may be s3://bucket/folder',
  )
  .option('--to <folder>', 'make it below this folder, named after the time')
  .option('--every <hour|day|week>', 'with --to: make one after the other until it is stopped')
  .option('--keep <number>', 'with --to: how many of them are kept', '7')
  .action(
    withConfig(async (config, folder: string | undefined, given: Partial<Schedule>) => {
      const { every, keep = '7', to } = given;
      if (to && !folder) return backupBelow(config, { every, keep, to }, print);
      if (!folder || every || to)
        throw new Problem([
          'backup takes an empty folder, or --to and a folder of several, as in',
          '  kmq-collector backup /var/backups/kmq-monday',
          '  kmq-collector backup --to /var/backups/kmq --keep 7',
          '  kmq-collector backup --to s3://bucket/kmq --keep 7 --every day',
        ]);
      print(await backup(config, folder));
    }),
  );
program
  .command('mcp')
  .description(
    'serve the tools for assistants over standard input and output; KMQ_TOKEN says what they may read',
  )
  .option('--url <url>', 'address of the collector, where it is not the configured one')
  .action(
    withConfig(async ({ host, port, publicUrl, token }, { url }: { url?: string }) => {
      if (!token)
        throw new Problem([
          'mcp needs a token of the API, such as one with the scope read, as KMQ_TOKEN.',
        ]);
      await serveStdio({ url: (url ?? publicUrl ?? toUrl(host, port)).replace(/\/+$/, ''), token });
    }),
  );
program
  .command('token')
  .description('tokens of the API')
  .command('add <name>')
  .description('make a token and print it, once')
  .requiredOption('--scope <scope>', `what it may do: ${SCOPES.join(', ')}`)
  .action(
    asOwner(async (config, name: string, { scope }: { scope: string }) =>
      print(await addToken(config, name, scope)),
    ),
  );
program
  .command('restore <folder>')
  .description('restore a backup, from a folder or s3://bucket/folder, into an empty data folder')
  .action(withConfig(async (config, folder: string) => print(await restore(config, folder))));
program
  .command('doctor')
  .description('check folder, disk space, log, settings and reports')
  .action(
    asOwner(async (config) => {
      const findings = await examine(config);
      for (const { ok, text } of findings) print(`${ok ? 'ok     ' : 'PROBLEM'} ${text}`);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    }),
  );

await program.parseAsync();
