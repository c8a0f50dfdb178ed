// Azurite's blob service as a child process: started on a given or free port, ready when this returns, and gone when
// this process is, however it ends.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export interface AzuriteAccount {
  readonly name: string;
  /** Base64. */
  readonly key: string;
}

export interface AzuriteOptions {
  readonly accounts: readonly AzuriteAccount[];
  /** Absent: a free one. */
  readonly port?: number;
  /** Folder that keeps the data; absent: in memory, gone with the process. */
  readonly location?: string;
}

export interface Azurite {
  /** `http://127.0.0.1:{port}`; accounts are its first path segment. */
  readonly blobEndpoint: string;
  readonly accounts: readonly AzuriteAccount[];
  readonly pid: number;
  /** Lets Azurite write its data down, and waits for its end. */
  stop(): Promise<void>;
}

const READY = /successfully listens on (?<endpoint>http:\/\/\S+)/;
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** Runs in the child: when the channel to this process breaks, even by its being killed, Azurite ends too. */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.channel.unref();process.once('disconnect',()=>process.kill(process.pid,'SIGTERM'))",
)}`;

/** A bundle may lie elsewhere than this file, so the folder in which the program runs is asked too. */
const findProgram = (): string => {
  const fromHere = createRequire(import.meta.url);
  const fromFolder = createRequire(pathToFileURL(join(process.cwd(), 'package.json')));
  for (const require of [fromHere, fromFolder]) {
    try {
      return join(dirname(require.resolve('azurite/package.json')), 'dist/src/blob/main.js');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error('Azurite is not installed; npm install brings it');
};

const argumentsOf = ({ port = 0, location }: AzuriteOptions): readonly string[] => [
  ...['--import', END_WITH_PARENT, findProgram()],
  ...['--blobHost', '127.0.0.1', '--blobPort', String(port)],
  ...['--silent', '--disableTelemetry', '--skipApiVersionCheck'],
  ...(location === undefined ? ['--inMemoryPersistence'] : ['--location', location]),
];

const untilReady = async (child: ChildProcess): Promise<string> => {
  let output = '';
  const listen = async (): Promise<string> => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    for (;;) {
      const endpoint = READY.exec(output)?.groups?.endpoint;
      if (endpoint !== undefined) return endpoint;
      if (child.stdout !== null) await once(child.stdout, 'data');
    }
  };
  const ended = async (): Promise<never> => {
    await once(child, 'close');
    throw new Error(`Azurite ended before it was ready:\n${output}`);
  };
  const late = async (): Promise<never> => {
    await delay(START_TIMEOUT_MS, undefined, { ref: false });
    throw new Error(`Azurite was not ready after ${START_TIMEOUT_MS} ms:\n${output}`);
  };
  return Promise.race([listen(), ended(), late()]);
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
};

export const startAzurite = async (options: AzuriteOptions): Promise<Azurite> => {
  const accounts = options.accounts.map(({ name, key }) => `${name}:${key}`).join(';');
  const child = spawn(process.execPath, argumentsOf(options), {
    env: { ...process.env, AZURITE_ACCOUNTS: accounts },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Out of the terminal's process group: Ctrl-C, or a kill of the group, must not take the storage away under the app
    // that still writes to it. The channel ends it.
    detached: process.platform !== 'win32',
  });
  try {
    const blobEndpoint = await untilReady(child);
    return {
      blobEndpoint,
      accounts: options.accounts,
      pid: child.pid ?? 0,
      stop: () => stopChild(child),
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
};
