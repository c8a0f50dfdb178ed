// Kills the engine at every write of its journals and snapshots, before it, in the middle of it and after it, and
// starts it again: what was acknowledged is there, and every orchestration ends as if nothing had happened.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../local/host/durable/store/write-faults.ts';

const root = path.join(import.meta.dirname, '../..');
const appFolder = path.join(import.meta.dirname, 'apps/durable-crash');
const built = path.join(root, 'node_modules/.cache/host-tests', String(process.pid));
const program = path.join(built, 'crash-host.mjs');
const folders: string[] = [];
// More writes than the scenario makes: the loop ends at the first run that does not crash.
const MOST_WRITES = 120;

const expectedEnds = {
  everything: {
    runtimeStatus: 'Completed',
    output: { one: 2, all: [2, 4, 6], child: { sum: 12 }, tried: 'a', event: { go: 1 } },
  },
  waits: { runtimeStatus: 'Completed', output: 'early' },
  doomed: { runtimeStatus: 'Terminated', output: 'enough' },
  'everything:child': { runtimeStatus: 'Completed', output: { sum: 12 } },
};

// Two hundred processes start here: with its packages inside, the app loads in a third of the time.
beforeAll(async () => {
  const shared = { absWorkingDir: root, bundle: true, platform: 'node', logLevel: 'warning' } as const;
  await build({
    ...shared,
    entryPoints: ['test/host/durable-support/crash-host.ts'],
    outfile: program,
    format: 'esm',
    packages: 'external',
  });
  await build({
    ...shared,
    entryPoints: [path.join(appFolder, 'index.js')],
    outfile: path.join(built, 'index.js'),
    format: 'cjs',
    external: ['@azure/functions-core'],
  });
  writeFileSync(path.join(built, 'package.json'), JSON.stringify({ main: 'index.js' }));
});

afterAll(() => {
  for (const folder of [...folders, built]) rmSync(folder, { recursive: true, force: true });
});

describe('a host killed at each of its writes', () => {
  const points: readonly CrashPoint[] = ['before', 'torn', 'after'];
  for (const point of points) {
    it.concurrent(`${point} the write`, { timeout: 600_000 }, async () => {
      let writes = 0;
      for (let write = 1; write <= MOST_WRITES; write += 1) {
        const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-crash-'));
        folders.push(folder);
        const first = await run(folder, `${write}:${point}`);
        if (!first.killed) break;
        writes = write;
        const second = await run(folder, '');
        expect(second.killed, `restart after a crash ${point} write ${write}: ${second.errors}`).toBe(false);
        expect(JSON.parse(second.output), `after a crash ${point} write ${write}`).toEqual({
          lost: [],
          ends: expectedEnds,
        });
      }
      // Fewer would mean that the plan no longer reaches the journal.
      expect(writes).toBeGreaterThan(15);
      expect(writes).toBeLessThan(MOST_WRITES);
    });
  }
});

interface Ended {
  readonly killed: boolean;
  readonly output: string;
  readonly errors: string;
}

function run(folder: string, crash: string): Promise<Ended> {
  const args = [program, built, path.join(folder, 'store'), path.join(folder, 'acknowledged')];
  const env = { ...process.env, CRASH: crash };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env, timeout: 60_000 }, (error, output, errors) => {
      if (error && error.signal !== 'SIGKILL') reject(new Error(`${error.message}\n${errors}`));
      else resolve({ killed: error !== null, output, errors });
    });
  });
}
