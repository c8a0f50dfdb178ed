// `npm start`: storage, host and events of one machine around the app's built bundle, the demonstration, and then the
// app keeps serving until it is told to stop.

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Home } from './demo/home.ts';
import { openHome, vaultId } from './demo/home.ts';
import type { Narrator } from './demo/narrator.ts';
import { createNarrator } from './demo/narrator.ts';
import type { StartOptions } from './demo/options.ts';
import { parseOptions, USAGE } from './demo/options.ts';
import { becomesFree, isFree } from './demo/port.ts';
import { failedDemo, runDemo } from './demo/run-demo.ts';
import { HostStartError } from './host/host-start-error.ts';
import { lockState } from './host/state-lock.ts';
import type { Machine } from './machine.ts';
import { startMachine } from './machine.ts';

/** This file runs as dist/local/start.mjs. */
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
/** An Azurite whose parent was killed writes its data down before it lets go of its port. */
const AZURITE_ENDS_MS = 15_000;

/** A start that cannot be, said in one sentence. */
class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

const main = async (args: readonly string[]): Promise<number> => {
  const parsed = parseOptions(args);
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'usage-error') {
    process.stderr.write(`${parsed.message}\n\n${USAGE}`);
    return 2;
  }
  const { options } = parsed;
  const narrator = createNarrator(options.json ? process.stderr : process.stdout);
  try {
    return await start(options, narrator);
  } catch (error) {
    if (options.json) printResult(failedDemo());
    const expected = error instanceof StartFailure || error instanceof HostStartError;
    narrator.say(expected ? error.message : String((error as Error).stack ?? error));
    return 1;
  }
};

const printResult = (result: object): void => void process.stdout.write(`${JSON.stringify(result)}\n`);

const start = async (options: StartOptions, narrator: Narrator): Promise<number> => {
  const signal = untilSignal();
  requireFolder(options.data);
  // Taken before anything in it is read: two starts must not make a home at the same time, nor open its storage.
  const unlock = lockState(options.home, '--home');
  try {
    return await startIn(await checkedHome(options), options, narrator, signal);
  } finally {
    unlock();
  }
};

const startIn = async (
  home: Home,
  options: StartOptions,
  narrator: Narrator,
  signal: Promise<number>,
): Promise<number> => {
  const machine = await startMachine(home, { project: PROJECT, port: options.port });
  try {
    narrator.say(`${home.fresh ? 'Made' : 'Found'} a vault with its storage at ${machine.blobEndpoint}.`);
    narrator.say(`Holdfast runs at ${machine.baseUrl}; its state is in ${options.home}.`);
    const { baseUrl, blobEndpoint, azure } = machine;
    const sampleFolder = `${PROJECT}node_modules`;
    const demo = runDemo({ home, baseUrl, blobEndpoint, azure, sampleFolder, narrator });
    const result = await Promise.race([demo, signal]);
    if (typeof result === 'number') return 128 + result;
    if (options.json) printResult(result);
    if (!result.ok) return 1;
    narrator.say('All is equal, and what was to stay is whole.');
    if (options.once) return 0;
    sayUrls(home, machine, narrator);
    await signal;
    return 0;
  } finally {
    narrator.end('Stopping.');
    await machine.stop();
  }
};

/** Resolves with the number of the first signal that asks for the end. Later ones change nothing. */
const untilSignal = (): Promise<number> =>
  new Promise((resolve) => {
    process.on('SIGINT', () => resolve(2));
    process.on('SIGTERM', () => resolve(15));
  });

const requireFolder = (data: string | undefined): void => {
  if (data !== undefined && !statSync(data, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StartFailure(`--data: there is no folder ${data}.`);
  }
};

const checkedHome = async (options: StartOptions): Promise<Home> => {
  if (!(await isFree(options.port))) {
    throw new StartFailure(`Port ${options.port} is taken. Stop what uses it, or give another with --port.`);
  }
  const home = await openHome(options.home, options.data);
  const { data, azuritePort, resourceManagerPort } = home.identity;
  if (options.data !== undefined && options.data !== data) {
    throw new StartFailure(
      `${options.home} was filled from ${data ?? 'the default files'}. For ${options.data} give another --home.`,
    );
  }
  await requireFree(azuritePort, 'storage', options);
  await requireFree(resourceManagerPort, 'simulated Resource Manager', options);
  return home;
};

/** What the last start used may be ending. */
const requireFree = async (port: number, what: string, { home }: StartOptions): Promise<void> => {
  if (await becomesFree(port, AZURITE_ENDS_MS)) return;
  throw new StartFailure(
    `Port ${port}, where the ${what} of ${home} listens, is taken. Stop what uses it, or give another --home.`,
  );
};

const sayUrls = (home: Home, { baseUrl, blobEndpoint }: Machine, narrator: Narrator): void => {
  const { identity } = home;
  const id = vaultId(identity);
  narrator.say(
    [
      '',
      `Vault     ${id}`,
      `REST      ${baseUrl}${id}?api-version=2024-04-01`,
      `Health    ${baseUrl}/api/health`,
      `Source    ${blobEndpoint}/${identity.accounts.source.name}`,
      `Restored  ${blobEndpoint}/${identity.accounts.target.name}`,
      `Keys of the accounts: ${home.path('home.json')}; log of the app: ${home.path('host.log')}`,
      'It keeps serving; Ctrl-C ends it.',
    ].join('\n'),
  );
};

// What an interrupted demonstration still waits for must not keep the process.
process.exit(await main(process.argv.slice(2)));
