// npm run bench:scale: ten million blobs that are made up as they are listed, through the real workflows and activities, in
// a process that may not hold more than 512 MiB: with one container that holds all of them, and with a hundred.
// `--blobs N` for fewer; `--containers N` instead of both; `--only manifests`, `backups` or `prune` for a part, more than
// once for several.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureManifests } from './scale/manifest-speed.ts';
import { count, peakMiB } from './scale/report.ts';
import { runScenario, titleOf } from './scale/scenario.ts';

const LIMIT_MIB = 512;
/** What V8 may use for objects; the rest is for buffers, code and stacks. */
const HEAP_MIB = 320;
/** V8's own choice, which it lowers with the heap. */
const YOUNG_MIB = 16;

const PARTS = ['manifests', 'backups', 'prune'];

const { values: asked } = parseArgs({
  options: {
    blobs: { type: 'string', default: '10000000' },
    containers: { type: 'string' },
    only: { type: 'string', multiple: true, default: [...PARTS] },
    child: { type: 'string' },
  },
});

const inChild = (...args: readonly string[]): void => {
  const script = fileURLToPath(import.meta.url);
  const limits = [`--max-old-space-size=${HEAP_MIB}`, `--max-semi-space-size=${YOUNG_MIB}`];
  const { status } = spawnSync(process.execPath, [...limits, script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
};

const showManifests = async (): Promise<void> => {
  console.log('manifests alone, entries per second of one core');
  for (const { what, entriesPerSecond } of await measureManifests())
    console.log(`  ${what}: ${count(entriesPerSecond)}`);
};

const showScenario = async (blobs: number, containers: number): Promise<void> => {
  console.log(titleOf(blobs, containers));
  const [backups, prune] = [asked.only.includes('backups'), asked.only.includes('prune')];
  await runScenario(blobs, containers, { backups, prune });
  const peak = peakMiB();
  console.log(`  peak memory ${peak.toFixed(0)} MiB of ${LIMIT_MIB}`);
  if (peak > LIMIT_MIB) process.exitCode = 1;
};

const showAll = (): void => {
  const unknown = asked.only.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`--only ${unknown} is none of ${PARTS.join(', ')}`);
  if (asked.only.includes('manifests')) inChild('--child', 'manifests');
  const parts = asked.only.filter((part) => part !== 'manifests').flatMap((part) => ['--only', part]);
  const shapes = asked.containers === undefined ? ['1', '100'] : [asked.containers];
  for (const containers of parts.length === 0 ? [] : shapes)
    inChild('--child', 'account', '--blobs', asked.blobs, '--containers', containers, ...parts);
};

if (asked.child === 'manifests') await showManifests();
else if (asked.child === 'account') await showScenario(Number(asked.blobs), Number(asked.containers));
else showAll();
