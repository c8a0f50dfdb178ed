// The built app on the embedded host, in a process of its own: to be killed, measured and started again by tests and
// benchmarks. `npm start` runs the host in its own process instead.

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
}

export interface AppProcess {
  /** Bytes of memory at the most so far; undefined where the system does not tell. */
  peakMemory(): number | undefined;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
/** Characters of the output that an error shows. */
const LAST_WORDS = 4_000;

/** Resolves when /api/health answers. */
export const startAppProcess = async (options: AppProcessOptions): Promise<AppProcess> => {
  const { project, port, stateDirectory, settings, clock } = options;
  const host = join(project, 'dist/local/host.mjs');
  if (!existsSync(host)) throw new Error('The host is not built: npm run build');
  const args = ['start', '--app', project, '--port', String(port), '--state', stateDirectory, '--strict'];
  const child = spawn(process.execPath, [host, ...args, ...(clock === undefined ? [] : ['--clock', clock])], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (hasEnded()) return;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await isHealthy(port))) {
    if (hasEnded() || performance.now() > deadline) {
      await end('SIGKILL');
      throw new Error(`The app did not start; it said:\n${quoted(output)}`);
    }
    await sleep(50);
  }
  return {
    peakMemory: () => peakMemoryOf(child.pid),
    end,
  };
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
