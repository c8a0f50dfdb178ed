// npm run bench:copy: how long a copy between two accounts of one Azurite takes Holdfast's object store, beside rclone.
// Each run has an Azurite of its own, since it slows down as it fills; the tools take turns, so that both see the same
// machine. Then the same account is backed up by the whole app, and again unchanged. `--rounds N` (1).

import { parseArgs } from 'node:util';
import type { Azurite } from '../local/azure/azurite.ts';
import { startAzurite } from '../local/azure/azurite.ts';
import { createEmulatorStorageAccounts } from '../src/azure/blob/storage-accounts.ts';
import { copyContainer } from './copy/copy-engine.ts';
import { rcloneCopy, rcloneVersion } from './copy/rclone.ts';
import type { AppBackup } from './copy/whole-app.ts';
import { backUpTwice } from './copy/whole-app.ts';
import type { BlobSet } from './copy/workload.ts';
import { fill, LARGE, SMALL } from './copy/workload.ts';

const SOURCE = 'benchsource';
const TARGET = 'benchtarget';
const CONTROL = 'benchcontrol';
const DATA = 'benchdata';
const MIB = 1024 * 1024;

const accounts = [SOURCE, TARGET, CONTROL, DATA].map((name) => ({
  name,
  key: Buffer.from(name).toString('base64'),
}));

interface Measured {
  readonly seconds: number;
  /** Requests sent; unknown for other programs. */
  readonly requests?: number;
}

type Contender = (azurite: Azurite, set: BlobSet) => Promise<Measured>;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const holdfast: Contender = async ({ blobEndpoint }, { container, blobs }) => {
  const storage = createEmulatorStorageAccounts({ blobEndpoint, accounts, location: 'local' });
  const [source, target] = [storage.open(SOURCE), storage.open(TARGET)];
  const seconds = await timed(async () => {
    const copied = await copyContainer(source, target, container);
    if (copied.blobs !== blobs) throw new Error(`${copied.blobs} of ${blobs} blobs were copied`);
  });
  return { seconds, requests: source.requests() + target.requests() };
};

const rclone: Contender = async (azurite, { container }) => ({
  seconds: await timed(() => rcloneCopy(azurite, SOURCE, TARGET, container)),
});

const measure = async (contender: Contender, set: BlobSet): Promise<Measured> => {
  const azurite = await startAzurite({ accounts });
  try {
    await fill(azurite, SOURCE, set);
    return await contender(azurite, set);
  } finally {
    await azurite.stop();
  }
};

const best = (runs: readonly Measured[]): Measured | undefined =>
  runs.toSorted((a, b) => a.seconds - b.seconds)[0];

const report = (set: BlobSet, ours: readonly Measured[], theirs: readonly Measured[]): void => {
  const [us, them] = [best(ours), best(theirs)];
  if (us === undefined) return;
  const size = set.size >= MIB ? `${set.size / MIB} MiB` : `${set.size / 1024} KiB`;
  const rate = ((set.blobs * set.size) / MIB / us.seconds).toFixed(0);
  console.log(`\n${set.blobs} blobs of ${size}`);
  console.log(
    `  Holdfast  ${us.seconds.toFixed(2)} s  ${(set.blobs / us.seconds).toFixed(0)} blobs/s  ${rate} MiB/s  ${us.requests} requests`,
  );
  if (them === undefined) return;
  console.log(`  rclone    ${them.seconds.toFixed(2)} s`);
  console.log(`  ratio     ${(them.seconds / us.seconds).toFixed(2)} times as fast as rclone`);
};

const wholeApp = async (): Promise<void> => {
  const azurite = await startAzurite({ accounts });
  try {
    for (const set of [SMALL, LARGE]) await fill(azurite, SOURCE, set);
    const { first, unchanged } = await backUpTwice(azurite, { source: SOURCE, control: CONTROL, data: DATA });
    console.log('\nThe same account backed up by the whole app');
    reportApp('first    ', first);
    reportApp('unchanged', unchanged);
  } finally {
    await azurite.stop();
  }
};

const reportApp = (
  which: string,
  { blobs, copied, seconds, requests, listings, peakMemory }: AppBackup,
): void => {
  const listed = listings === undefined ? '' : `, of them ${listings} to list the account`;
  const memory = peakMemory === undefined ? 'unknown' : `${(peakMemory / MIB).toFixed(0)} MiB`;
  console.log(
    `  ${which}  ${seconds.toFixed(2)} s  ${copied} of ${blobs} blobs copied  ${requests} requests${listed}  peak memory ${memory}`,
  );
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1' } } });
  const version = rcloneVersion();
  console.log(version ?? 'rclone is not installed, so there is nothing to compare with.');
  for (const set of [SMALL, LARGE]) {
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      ours.push(await measure(holdfast, set));
      if (version !== undefined) theirs.push(await measure(rclone, set));
    }
    report(set, ours, theirs);
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`\nPeak memory of this process: ${peak.toFixed(0)} MiB (filling the accounts included)`);
  await wholeApp();
};

await main();
