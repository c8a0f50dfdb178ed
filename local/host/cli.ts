// `npm run host -- start [options]`: the embedded Functions host as a program. Exit codes: 0 after SIGTERM or SIGINT,
// 1 when the host cannot start or stop, 2 for a wrong command line.

import path from 'node:path';
import { parseCommand, usage } from './command-line/arguments.ts';
import { functionList } from './command-line/function-list.ts';
import type { RunningHost } from './host.ts';
import { startHost } from './host.ts';
import type { HostOptions } from './host-options.ts';
import { HostStartError } from './host-start-error.ts';

const command = parseCommand(process.argv.slice(2), process.cwd());
if (command.kind === 'help') console.log(usage());
else if (command.kind === 'usage-error') {
  console.error(`${command.message}\n\n${usage()}`);
  process.exitCode = 2;
} else {
  for (const note of command.notes) console.error(note);
  await run(absolutePaths(command.options));
}

/** Paths are relative to where the command was given; the app then runs in its own folder, as under `func start`. */
function absolutePaths(options: HostOptions): HostOptions {
  const { stateDirectory, keysFile } = options;
  return {
    ...options,
    appDirectory: path.resolve(options.appDirectory),
    ...(stateDirectory === undefined ? {} : { stateDirectory: path.resolve(stateDirectory) }),
    ...(keysFile === undefined ? {} : { keysFile: path.resolve(keysFile) }),
  };
}

async function run(options: HostOptions): Promise<void> {
  let host: RunningHost | undefined;
  // The terminal or the parent that read them is gone. Without this, saying so would fail again, and again, for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    if (!host) fail(error);
    console.error(`Uncaught exception in the function app: ${describe(error)}`);
  });
  process.on('unhandledRejection', (reason) => {
    if (!host) fail(reason);
    console.error(`Unhandled rejection in the function app: ${describe(reason)}`);
  });
  const stop = (signal: NodeJS.Signals) => {
    if (!host) process.exit(0);
    console.log(`${signal}: stopping`);
    process.once(signal, () => process.exit(1)); // asked twice
    host.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  try {
    enter(options.appDirectory);
    host = await startHost(options);
  } catch (error) {
    fail(error);
  }
  if (!host) return;
  console.log(`Serving at ${host.baseUrl}`);
  for (const line of functionList(host.functions, host.routePrefix, host.baseUrl)) console.log(line);
}

function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    throw new HostStartError(`${folder}: no such folder`, { code: 'usage', cause: error });
  }
}

function fail(error: unknown): never {
  console.error(error instanceof HostStartError ? error.message : describe(error));
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
