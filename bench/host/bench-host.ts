// A host process for the benchmark: the built program, driven over HTTP.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { promises as fs, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_LIMIT_MS = 30_000;
const RUN_LIMIT_SECONDS = 120;
const POLL_SECONDS = 0.003;

export interface BenchHost {
  /** Starts an orchestration and resolves when it has completed. */
  run(orchestrator: string, input: unknown): Promise<void>;
  /** The process's peak resident memory; undefined where the system does not tell. */
  peakMiB(): number | undefined;
  stop(): Promise<void>;
}

export async function startBenchHost(appFolder: string, projectRoot: string): Promise<BenchHost> {
  const port = await freePort();
  const state = await fs.mkdtemp(path.join(appFolder, 'state-'));
  const program = path.join(projectRoot, 'dist/local/host.mjs');
  const options = ['start', '--app', appFolder, '--port', String(port), '--state', state];
  const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  await answering(child, `http://127.0.0.1:${port}/admin/host/status`);
  return {
    run: (orchestrator, input) => runToEnd(`http://127.0.0.1:${port}`, orchestrator, input),
    peakMiB: () => peakOf(child.pid),
    stop: () => ended(child),
  };
}

/** One request that the host answers when the orchestration has ended: nothing but the host's own work is timed. */
async function runToEnd(origin: string, orchestrator: string, input: unknown): Promise<void> {
  const waiting = `timeout=${RUN_LIMIT_SECONDS}&pollingInterval=${POLL_SECONDS}`;
  const url = `${origin}/runtime/webhooks/durabletask/orchestrators/${orchestrator}?${waiting}`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(input) });
  const body = (await answer.json()) as { runtimeStatus?: string; output?: unknown } | number | string;
  if (answer.status !== 200) throw new Error(`${orchestrator} did not end in ${RUN_LIMIT_SECONDS} s`);
  if (typeof body !== 'object') return;
  throw new Error(`${orchestrator} ended ${body.runtimeStatus}: ${JSON.stringify(body.output)}`);
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (const deadline = performance.now() + START_LIMIT_MS; performance.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`The host ended with code ${child.exitCode}.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error('The host did not answer.');
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peak === undefined ? undefined : Number(peak) / 1024;
  } catch {
    // Only Linux has it.
    return undefined;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await exit;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
