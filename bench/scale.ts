// npm run bench:scale: backups of ten million blobs that are made up as they are listed, through the real workflows and
// activities, in a process that may not hold more than 512 MiB. `--blobs N`; `--containers N` instead of both variants.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ScaleAccounts } from './scale/scale-accounts.ts';
import type { Measured } from './scale/scale-app.ts';
import { ScaleApp } from './scale/scale-app.ts';
import { mix } from './scale/synthetic-listing.ts';

const MIB = 1024 * 1024;
const LIMIT_MIB = 512;
/** What V8 may use for objects; the rest is for buffers, code and stacks. */
const HEAP_MIB = 320;
const CHANGED = 1_000;

const { values: asked } = parseArgs({
  options: {
    blobs: { type: 'string', default: '10000000' },
    containers: { type: 'string' },
    child: { type: 'boolean', default: false },
  },
});

const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

const report = (what: string, entries: number, measured: Measured): void => {
  const { seconds, cpuSeconds, listingSeconds, listings, chunksRead, chunksWritten, copies } = measured;
  const perCore = Math.round(entries / (cpuSeconds - listingSeconds)).toLocaleString('en');
  const { longestActivity, activities, longestHistory } = measured;
  console.log(
    [
      `  ${what}: ${perCore} entries per second of one core`,
      `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor, of which ${listingSeconds.toFixed(1)} s to make up the listing`,
      `${listings} listings, ${chunksRead} chunks read, ${chunksWritten} written, ${copies} copies`,
      `longest of ${activities} activities ${longestActivity.name} ${longestActivity.seconds.toFixed(1)} s`,
      `longest history ${longestHistory} events`,
      `peak memory so far ${peakMiB().toFixed(0)} MiB`,
    ].join('; '),
  );
};

const measure = async (blobs: number, containers: number): Promise<void> => {
  const accounts = new ScaleAccounts(blobs, containers);
  try {
    const app = new ScaleApp(accounts);
    await app.protect();
    report('first backup', blobs, await app.backUp());
    console.log(`    manifest: ${(accounts.storedBytes / MIB).toFixed(0)} MiB stored`);
    report('unchanged', blobs, await app.backUp());
    const anywhere = (container: number, blob: number): number =>
      mix(blob, container + 7) % CHANGED === 0 ? 1 : 0;
    accounts.change(anywhere);
    report('0.1 % changed anywhere', blobs, await app.backUp());
    const most = Math.ceil(blobs / containers / CHANGED);
    accounts.change((container, blob) => anywhere(container, blob) + (blob < most ? 1 : 0));
    const last = await app.backUp();
    report('0.1 % changed side by side', blobs, last);
    const plan = await app.planRestore(last.recoveryPointId, 'container-000', 'd05/');
    report('restore plan of a prefix of 1 %', blobs / containers / 100, plan);
  } finally {
    accounts.remove();
  }
};

const inChild = (containers: number): void => {
  console.log(`${Number(asked.blobs).toLocaleString('en')} blobs in ${containers} container(s)`);
  const script = fileURLToPath(import.meta.url);
  const { status } = spawnSync(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MIB}`,
      script,
      '--child',
      ...['--blobs', asked.blobs, '--containers', String(containers)],
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exitCode = 1;
};

if (asked.child) {
  await measure(Number(asked.blobs), Number(asked.containers));
  const peak = peakMiB();
  console.log(`  peak memory ${peak.toFixed(0)} MiB of ${LIMIT_MIB}`);
  if (peak > LIMIT_MIB) process.exitCode = 1;
} else {
  for (const containers of asked.containers === undefined ? [1, 100] : [Number(asked.containers)])
    inChild(containers);
}
