// The demonstration: fill, protect, back up, change, back up again, restore the first recovery point elsewhere,
// compare every blob. All through the app's HTTP API; what is compared was remembered when the account was filled.

import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './account.ts';
import { ArmClient, ArmRequestError } from './arm-client.ts';
import { loadState } from './blob-state.ts';
import { changeAccount } from './change-account.ts';
import type { Comparison } from './compare-account.ts';
import { compareAccount } from './compare-account.ts';
import { FIRST_STATE, fillSource } from './fill-source.ts';
import type { Home } from './home.ts';
import { accountId, vaultId } from './home.ts';
import { backupWords, count, failureWords, progressLine, restoreWords, tookMs } from './job-words.ts';
import type { Narrator } from './narrator.ts';
import { counted } from './narrator.ts';
import type { JobView } from './vault.ts';
import { Vault } from './vault.ts';

export interface BackupResult {
  /** Of the recovery point. */
  readonly id: string;
  readonly blobs: number;
  readonly copied: number;
  /** Of all blobs of the recovery point. */
  readonly bytes: number;
  readonly seconds: number;
}

/** Exactly what `--json` prints. */
export interface DemoResult {
  readonly backups: readonly BackupResult[];
  readonly restore: {
    readonly blobs: number;
    readonly bytes: number;
    readonly verified: number;
    readonly mismatched: number;
  };
  readonly ok: boolean;
}

export interface DemoContext {
  readonly home: Home;
  /** The app. */
  readonly baseUrl: string;
  /** Azurite's blob service, without an account. */
  readonly blobEndpoint: string;
  /** Where files come from when the user names no folder. */
  readonly sampleFolder: string;
  readonly narrator: Narrator;
}

const INSTANCE = 'demo';

const nothingRestored = { blobs: 0, bytes: 0, verified: 0, mismatched: 0 };

/** The result of a demonstration that did not get so far. */
export const failedDemo: DemoResult = { backups: [], restore: nothingRestored, ok: false };

/** A step that fails ends the demonstration, and is told; it is never an exception. */
export const runDemo = async (context: DemoContext): Promise<DemoResult> => {
  const backups: BackupResult[] = [];
  try {
    return await play(context, backups);
  } catch (error) {
    context.narrator.say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    return { ...failedDemo, backups };
  }
};

const play = async (context: DemoContext, backups: BackupResult[]): Promise<DemoResult> => {
  const { home, narrator, blobEndpoint } = context;
  const { accounts } = home.identity;
  const vault = new Vault(new ArmClient(context.baseUrl), vaultId(home.identity));
  const source = new Account(blobEndpoint, accounts.source);
  await waitForRunningJobs(vault, narrator);
  if ((await firstRecoveryPoint(home, vault)) === undefined) {
    await fillSource(source, home, context.sampleFolder, narrator);
  } else {
    narrator.say('The source account is as the last start left it.');
  }
  await vault.protect(INSTANCE, accountId(home.identity, accounts.source));
  narrator.say(`Protected the account ${accounts.source.name} as backup instance '${INSTANCE}'.`);

  const first = await backUp(context, vault, source);
  backups.push(first);
  const firstPoint = (await firstRecoveryPoint(home, vault)) ?? first.id;
  const generation = home.progress().generation + 1;
  home.saveProgress({ version: 1, generation, firstPoint });
  const changes = await changeAccount(source, generation);
  narrator.say(
    `Changed ${counted(changes.changed, 'blob')}, deleted ${changes.deleted.toLocaleString('en-US')}, ` +
      `added ${changes.added.toLocaleString('en-US')}.`,
  );
  const second = await backUp(context, vault, source);
  backups.push(second);
  const most = changes.changed + changes.added;
  const incremental = second.copied <= most;
  if (!incremental)
    narrator.say(`WRONG: copied ${second.copied} blobs where only ${most} were new or changed.`);

  const { restored, comparison } = await restoreAndCompare(context, vault, firstPoint);
  return {
    backups,
    restore: {
      blobs: comparison.blobs,
      bytes: comparison.bytes,
      verified: comparison.equal,
      mismatched: comparison.differences.length,
    },
    ok:
      incremental && restored && comparison.differences.length === 0 && comparison.equal === comparison.blobs,
  };
};

/** What a start that was cut off had begun is finished by the app itself; nothing new begins before. */
const waitForRunningJobs = async (vault: Vault, narrator: Narrator): Promise<void> => {
  for (const { id, operation } of await vault.runningJobs()) {
    narrator.say(`${operation} job ${id} was cut off or is running; it goes on.`);
    for (let job = await vault.job(id); ; job = await vault.job(id)) {
      if (job.status !== 'InProgress') {
        narrator.say(job.status.startsWith('Completed') ? `Job ${id} is completed.` : failureWords(job));
        break;
      }
      narrator.progress(progressLine(job));
      await sleep(500);
    }
  }
};

const backUp = async ({ narrator }: DemoContext, vault: Vault, source: Account): Promise<BackupResult> => {
  const expected = await countBlobs(source);
  const operation = await whenFree(vault, narrator, () => vault.startBackup(INSTANCE));
  const job = await vault.finish(operation, (seen) => narrator.progress(progressLine(seen)));
  if (!job.status.startsWith('Completed') || job.recoveryPointId === undefined) {
    throw new Error(failureWords(job));
  }
  narrator.say(backupWords(job));
  for (const warning of job.warnings) narrator.say(`  Warning: ${warning}`);
  const blobs = count(job, 'backupBlobs');
  if (blobs !== expected && job.warnings.length === 0) {
    throw new Error(`The account has ${expected} blobs, its recovery point ${blobs}.`);
  }
  return {
    id: job.recoveryPointId,
    blobs,
    copied: count(job, 'backupCopiedBlobs'),
    bytes: count(job, 'backupBytes'),
    seconds: tookMs(job) / 1_000,
  };
};

/** A scheduled backup may be under way: one backup of an account at a time. */
const whenFree = async <T>(vault: Vault, narrator: Narrator, start: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      const busy = error instanceof ArmRequestError && error.code === 'UserErrorOperationInProgress';
      if (!busy || tries === 5) throw error;
      await waitForRunningJobs(vault, narrator);
    }
  }
};

const countBlobs = async (account: Account): Promise<number> => {
  let blobs = 0;
  for await (const _blob of account.blobs()) blobs += 1;
  return blobs;
};

/** undefined until there is one. */
const firstRecoveryPoint = async (home: Home, vault: Vault): Promise<string | undefined> => {
  const known = home.progress().firstPoint;
  const points = await vault.recoveryPoints(INSTANCE);
  if (known !== undefined && !points.some(({ id }) => id === known)) {
    throw new Error(`The vault has lost its first recovery point, ${known}.`);
  }
  return known ?? points[0]?.id;
};

const restoreAndCompare = async (
  { home, narrator, blobEndpoint }: DemoContext,
  vault: Vault,
  point: string,
): Promise<{ readonly restored: boolean; readonly comparison: Comparison }> => {
  const { identity } = home;
  const target = new Account(blobEndpoint, identity.accounts.target);
  const old = await target.containers();
  if (old.length > 0) {
    narrator.say(`Emptying the target account of an earlier restore (${counted(old.length, 'container')}).`);
    for (const container of old) await target.deleteContainer(container);
  }
  narrator.say(
    `Restoring the first recovery point, ${point}, to the account ${identity.accounts.target.name}.`,
  );
  const where = { accountId: accountId(identity, identity.accounts.target), location: identity.location };
  const operation = await whenFree(vault, narrator, () => vault.startRestore(INSTANCE, point, where));
  const job: JobView = await vault.finish(operation, (seen) => narrator.progress(progressLine(seen)));
  const restored = job.status === 'Completed' && count(job, 'restoreMismatched') === 0;
  narrator.say(restored ? restoreWords(job) : failureWords(job));

  const baseline = loadState(home.path(FIRST_STATE));
  let compared = 0;
  const comparison = await compareAccount(target, baseline, () => {
    compared += 1;
    narrator.progress(`comparing: ${compared.toLocaleString('en-US')} of ${counted(baseline.size, 'blob')}`);
  });
  sayComparison(narrator, comparison);
  return { restored, comparison };
};

const sayComparison = (narrator: Narrator, { blobs, equal, differences }: Comparison): void => {
  narrator.say(
    `Compared ${counted(blobs, 'blob')} with what the account first held: bytes, headers, metadata. ` +
      `${equal.toLocaleString('en-US')} equal, ${counted(differences.length, 'difference')}.`,
  );
  for (const difference of differences.slice(0, 20)) narrator.say(`  ${difference}`);
};
