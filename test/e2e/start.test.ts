// `npm start` as a stranger runs it: the built program, a folder of his own, a second start, a kill in the middle.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, isFree } from '../../local/demo/port.ts';
import { eventually } from '../support/eventually.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/local/start.mjs', import.meta.url));
const FILES = 40;
const GIB = 1024 ** 3;

let folder: string;
let data: string;
let port: number;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-start-'));
  data = join(folder, 'data');
  port = await freePort();
  for (let i = 0; i < FILES; i += 1) {
    mkdirSync(join(data, `Folder ${i % 4}`), { recursive: true });
    writeFileSync(join(data, `Folder ${i % 4}`, `file ${i}.txt`), `file ${i}`);
  }
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  ended(): Promise<number | null>;
}

const run = (...args: readonly string[]): Run => {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const end = once(child, 'close');
  return {
    child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    ended: async () => (await end)[0] as number | null,
  };
};

const inHome = (name: string, ...args: readonly string[]): Run =>
  run('--home', join(folder, name), '--port', String(port), ...args);

const count = expect.any(Number);

describe('npm start', () => {
  test('explains itself, and refuses what it does not know', async () => {
    const help = run('--help');
    expect(await help.ended()).toBe(0);
    expect(help.stdout()).toContain('--once');
    const wrong = run('--no-such-option');
    expect(await wrong.ended()).toBe(2);
    expect(wrong.stderr()).toMatch(/no-such-option[\s\S]*Usage:/);
  });

  test('says which port is taken', async () => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const refused = inHome('taken', '--once');
    expect(await refused.ended()).toBe(1);
    expect(refused.stdout()).toContain(`Port ${port} is taken`);
    await new Promise((resolve) => server.close(resolve));
  });

  test('proves a restore, and picks up where it was at the second start', async () => {
    const first = inHome('main', '--data', data, '--once', '--json');
    expect(await first.ended(), first.stderr()).toBe(0);
    const lines = first.stdout().trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    const result = JSON.parse(lines[0] ?? '') as {
      restore: { blobs: number };
      prune: { objectsDeleted: number; bytesFreed: number };
      backups: readonly { blobs: number }[];
      elasticSan: { backups: readonly { incrementalBytes: number }[] };
    };
    const backup = { id: expect.any(String), blobs: count, copied: count, bytes: count, seconds: count };
    const volumeBackup = {
      id: expect.any(String),
      volumeBytes: GIB,
      incrementalBytes: count,
      seconds: count,
    };
    expect(result).toEqual({
      backups: [backup, backup],
      restore: { blobs: count, bytes: count, verified: result.restore.blobs, mismatched: 0 },
      prune: { recoveryPoints: 1, objectsDeleted: count, bytesFreed: count },
      elasticSan: {
        backups: [volumeBackup, volumeBackup],
        restore: { volumes: 1, disks: 1, bytes: 2 * GIB, mismatched: 0 },
        prune: { recoveryPoints: 1 },
      },
      ok: true,
    });
    const [whole, increment] = result.elasticSan.backups;
    expect(increment?.incrementalBytes).toBeGreaterThan(0);
    expect(increment?.incrementalBytes).toBeLessThan((whole?.incrementalBytes ?? 0) / 4);
    expect(result.prune.objectsDeleted).toBeGreaterThan(0);
    expect(result.prune.bytesFreed).toBeGreaterThan(0);
    expect(result).toMatchObject({
      backups: [{ blobs: result.restore.blobs, copied: result.restore.blobs }, {}],
    });
    expect(result.restore.blobs).toBeGreaterThan(FILES);

    const second = inHome('main', '--once', '--json');
    expect(await second.ended(), second.stderr()).toBe(0);
    expect(JSON.parse(second.stdout())).toMatchObject({
      backups: [{ copied: 0 }, { copied: count }],
      restore: { blobs: result.backups[1]?.blobs, verified: result.backups[1]?.blobs, mismatched: 0 },
      prune: { recoveryPoints: 1 },
      // The first of them finds the volume as the start before left it.
      elasticSan: {
        backups: [{ incrementalBytes: 0 }, { incrementalBytes: count }],
        restore: { volumes: 1, disks: 1, bytes: 2 * GIB, mismatched: 0 },
        prune: { recoveryPoints: 1 },
      },
      ok: true,
    });
  });

  test('goes on after kill -9 in the middle of a backup, then serves until it is told to stop, and no second one beside it', async () => {
    const killed = inHome('killed', '--data', data, '--json');
    await eventually('protection', () => /Protected the account/.test(killed.stderr()), { withinMs: 60_000 });
    killed.child.kill('SIGKILL');
    await killed.ended();

    const again = inHome('killed', '--json');
    await eventually('the result', () => again.stdout().includes('\n') || again.child.exitCode !== null, {
      withinMs: 120_000,
    });
    expect(JSON.parse(again.stdout()), again.stderr()).toMatchObject({ ok: true });
    await eventually('the URLs', () => again.stderr().includes('keeps serving'));
    const vault = /Vault\s+(\S+)/.exec(again.stderr())?.[1];
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}${vault}?api-version=2024-04-01`)).status).toBe(200);

    const beside = run('--home', join(folder, 'killed'), '--port', String(await freePort()), '--json');
    expect(await beside.ended()).toBe(1);
    expect(beside.stderr()).toContain(`killed is in use by another host (process ${again.child.pid})`);
    expect(JSON.parse(beside.stdout())).toMatchObject({ ok: false });
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);

    again.child.kill('SIGTERM');
    expect(await again.ended()).toBe(0);
    const { azuritePort } = JSON.parse(readFileSync(join(folder, 'killed/home.json'), 'utf8')) as {
      azuritePort: number;
    };
    expect(await isFree(port)).toBe(true);
    expect(await isFree(azuritePort), 'Azurite ended too').toBe(true);
  });
});
