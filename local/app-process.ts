// The built app on the embedded host, in a process of its own: to be killed, measured and started again by tests and
// benchmarks. `npm start` runs the host in its own process instead.

import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface AppProcessOptions {
  /** The project, built. */
  readonly project: string;
  readonly port: number;
  readonly stateDirectory: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly clock?: 'system' | 'driven';
  /** The longest that a file of the process may get, in blocks of 512 bytes: writing more fails, as on a full disk. */
  readonly fileBlocks?: number;
}

export interface AppProcess {
  /** Resolves when /api/health answers; rejects, with what the process said, when it does not come to that. */
  ready(): Promise<void>;
  /** Bytes of memory at the most so far; undefined where the system does not tell. */
  peakMemory(): number | undefined;
  /** What it has written to its standard streams. */
  output(): string;
  /** Resolves with the exit code when the process is gone; null after a signal. */
  gone(): Promise<number | null>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
/** Characters of the output that an error shows. */
const LAST_WORDS = 4_000;

/** Returns at once; the process may be ended before it is ready. */
export const launchAppProcess = (options: AppProcessOptions): AppProcess => {
  const child = spawnHost(options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close').then(([code]) => code as number | null);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await closed;
  };
  const ready = async (): Promise<void> => {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await isHealthy(options.port))) {
      if (hasEnded() || performance.now() > deadline) {
        await end('SIGKILL');
        throw new Error(`The app did not start; it said:\n${quoted(output)}`);
      }
      await sleep(50);
    }
  };
  return {
    ready,
    peakMemory: () => peakMemoryOf(child.pid),
    output: () => output,
    gone: () => closed,
    end,
  };
};

export const startAppProcess = async (options: AppProcessOptions): Promise<AppProcess> => {
  const app = launchAppProcess(options);
  await app.ready();
  return app;
};

const spawnHost = (options: AppProcessOptions): ChildProcess => {
  const { project, port, stateDirectory, settings, clock, fileBlocks } = options;
  const host = join(project, 'dist/local/host.mjs');
  if (!existsSync(host)) throw new Error('The host is not built: npm run build');
  const args = [
    host,
    'start',
    '--app',
    project,
    '--port',
    String(port),
    '--state',
    stateDirectory,
    '--strict',
  ];
  if (clock !== undefined) args.push('--clock', clock);
  const io: SpawnOptions = { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] };
  if (fileBlocks === undefined) return spawn(process.execPath, args, io);
  // The shell is replaced by the host, so that signals reach it.
  const limited = ['-c', 'ulimit -f "$1" && shift && exec "$@"', 'sh', String(fileBlocks)];
  return spawn('sh', [...limited, process.execPath, ...args], io);
};

/** So that a stack trace in the output is not taken for the error's own, whose every file a test runner would read. */
const quoted = (text: string): string => text.slice(-LAST_WORDS).replaceAll(/^/gm, '| ');

const isHealthy = async (port: number): Promise<boolean> => {
  // Refused while it starts.
  const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined);
  return answer?.status === 200;
};

/** VmHWM is the "high water mark" of the resident set, in kB (proc(5)). */
const peakMemoryOf = (pid: number | undefined): number | undefined => {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return undefined;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
};
