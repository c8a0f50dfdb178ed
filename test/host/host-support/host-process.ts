// Starts the built host as a child process, as a user would, on an app of test/host/apps or one written for a test.

import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const folders: string[] = [];
const running = new Set<ChildProcess>();
let built: string | undefined;

export interface HostProcess {
  readonly baseUrl: string;
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  get(route: string, init?: RequestInit): Promise<Response>;
  /** Ends it by SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** The program, built once per test file beside whatever else is being built. */
function builtHost(): string {
  if (built === undefined) {
    const folder = temporaryFolder();
    execFileSync(process.execPath, ['tools/build.mjs', 'host', '--outdir', folder], { cwd: root });
    built = path.join(folder, 'local/host.mjs');
  }
  return built;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-test-'));
  folders.push(folder);
  return folder;
}

export function fixtureApp(name: string): string {
  return path.join(root, 'test/host/apps', name);
}

/** An app from file names and contents, with the project's packages; `from` begins with a copy of a fixture. */
export function writeApp(files: Readonly<Record<string, string | object>>, from?: string): string {
  const folder = temporaryFolder();
  if (from !== undefined) cpSync(fixtureApp(from), folder, { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  const all = { 'host.json': { version: '2.0' }, ...files };
  for (const [name, content] of Object.entries(from === undefined ? all : files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** Resolves when the list of functions is printed. */
export async function startHostProcess(
  app: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<HostProcess> {
  const own = args.includes('--state') ? [] : ['--state', temporaryFolder()];
  const { child, text } = launch(app, ['--port', '0', ...own, ...args], env);
  await until(child, () => /^(Functions:|No functions found)/m.test(text()) || child.exitCode !== null);
  const port = /Serving at http:\/\/localhost:(\d+)/.exec(text())?.[1];
  if (child.exitCode !== null || port === undefined) throw new Error(`the host did not start:\n${text()}`);
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    baseUrl,
    child,
    output: text,
    get: (route, init) => fetch(`${baseUrl}${route}`, { redirect: 'manual', ...init }),
    async stop() {
      child.kill('SIGTERM');
      await until(child, () => child.exitCode !== null || child.signalCode !== null);
      return child.exitCode;
    },
  };
}

/** For starts that are meant to fail. */
export async function runToEnd(app: string, args: readonly string[] = []): Promise<Ended> {
  const { child, text } = launch(app, args.includes('--port') ? args : ['--port', '0', ...args], {});
  await until(child, () => child.exitCode !== null);
  return { code: child.exitCode, output: text() };
}

/** To be called when a test file is through. */
export function cleanUp(): void {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function launch(app: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [builtHost(), 'start', '--app', app, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
    child.emit('heard');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.once('close', () => child.emit('heard'));
  return { child, text: () => output };
}

const PATIENCE_MS = 20_000;

/** Looks again whenever the child has printed or ended. */
function until(child: ChildProcess, met: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the host took too long')), PATIENCE_MS);
    const look = () => {
      if (!met()) return;
      clearTimeout(timer);
      child.off('heard', look);
      child.off('close', look);
      resolve();
    };
    child.on('heard', look);
    child.on('close', look);
    look();
  });
}
