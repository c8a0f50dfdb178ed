// The life of one account: a first backup, incremental ones, a restore plan, a year of daily points, and their prune.

import { makeDailyPoints } from './daily-points.ts';
import { writeManifestAlone } from './manifest-alone.ts';
import { beforePrune, checkPrune } from './pruned.ts';
import { count, mib, printTable, report, reportAlone } from './report.ts';
import { ScaleAccounts } from './scale-accounts.ts';
import { ScaleApp } from './scale-app.ts';
import { ScaleClock } from './scale-clock.ts';
import { mix } from './synthetic-listing.ts';

/** One blob in so many is changed from one backup to the next. */
const CHANGED = 1_000;
const DAYS = 365;
/** So that most of the year goes, and what the rest needs stays. */
const KEEP = 'P30D';

/** Each begins with the first backup. */
export interface Parts {
  readonly backups: boolean;
  readonly prune: boolean;
}

export const runScenario = async (blobs: number, containers: number, parts: Parts): Promise<void> => {
  const clock = new ScaleClock();
  const accounts = new ScaleAccounts(clock, blobs, containers);
  try {
    const app = new ScaleApp(accounts, clock);
    await app.protect(KEEP);
    const rows = await backUpFirst(app, accounts, blobs);
    if (parts.backups) rows.push(...(await backUpAgain(app, accounts, blobs, containers)));
    if (parts.prune) rows.push(await prune(app, accounts, blobs));
    printTable(titleOf(blobs, containers), rows);
  } finally {
    accounts.remove();
  }
};

export const titleOf = (blobs: number, containers: number): string =>
  `${count(blobs)} blobs in ${containers} container${containers === 1 ? '' : 's'}`;

const backUpFirst = async (app: ScaleApp, accounts: ScaleAccounts, blobs: number): Promise<string[]> => {
  const first = await app.backUp();
  const row = report('first backup', blobs, first);
  console.log(`    manifest: ${count(accounts.chunks.names.size)} chunks, ${mib(accounts.chunks.bytes)}`);
  return [row, reportAlone(blobs, await writeManifestAlone(app.vault, accounts, first.recoveryPointId))];
};

const backUpAgain = async (
  app: ScaleApp,
  accounts: ScaleAccounts,
  blobs: number,
  containers: number,
): Promise<readonly string[]> => {
  const rows = [report('incremental, nothing changed', blobs, await app.backUp())];
  const anywhere = (container: number, blob: number): number =>
    mix(blob, container + 7) % CHANGED === 0 ? 1 : 0;
  accounts.change(anywhere);
  rows.push(report('incremental, 0.1 % changed anywhere', blobs, await app.backUp()));
  const most = Math.ceil(blobs / containers / CHANGED);
  accounts.change((container, blob) => anywhere(container, blob) + (blob < most ? 1 : 0));
  const last = await app.backUp();
  rows.push(report('incremental, 0.1 % changed side by side', blobs, last));
  const plan = await app.planRestore(last.recoveryPointId, 'container-000', 'd05/');
  rows.push(report('restore plan of a prefix of 1 %', blobs / containers / 100, plan));
  return rows;
};

/** Returns the row of the table. */
const prune = async (app: ScaleApp, accounts: ScaleAccounts, blobs: number): Promise<string> => {
  await makeDailyPoints(app, accounts, DAYS, Math.ceil(blobs / CHANGED));
  const before = await beforePrune(app.vault, accounts);
  console.log(
    `  ${DAYS} daily points: ${count(before.objects)} vault objects, ${count(before.chunks.size)} chunks, ` +
      mib(accounts.chunks.bytes),
  );
  app.beginDay();
  const pruned = await app.prune();
  const { entriesRead, recoveryPoints, objectsDeleted, chunksDeleted, bytesFreed } = pruned.prune;
  const row = report(`prune of ${DAYS} daily points`, entriesRead, pruned);
  const marking = pruned.phases.get('markLeavesSlice') ?? Number.NaN;
  const sweeping = (pruned.phases.get('sweepSlice') ?? Number.NaN) - pruned.serviceSeconds;
  console.log(
    `    ${count(entriesRead / marking)} entries marked per second of one core, ` +
      `${count(before.objects / sweeping)} objects swept`,
  );
  const { distinct, readTwice } = await checkPrune(app.vault, accounts, before, pruned);
  console.log(
    `    deleted: ${count(recoveryPoints)} recovery points, ${count(objectsDeleted)} objects, ` +
      `${count(chunksDeleted)} chunks, ${mib(bytesFreed)}; as it had to be`,
  );
  console.log(
    `    ${count(entriesRead)} entries in ${count(distinct)} distinct chunks, each read once` +
      (readTwice === 0 ? '' : `, and ${readTwice} of the newest manifest's top once more to cut the work`),
  );
  return row;
};
