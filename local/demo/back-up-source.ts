// One backup of the source account, followed to its end and checked against what the account holds.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { DemoContext } from './demo-context.ts';
import { INSTANCE } from './demo-context.ts';
import { backupWords, count, failureWords, progressLine, tookMs } from './job-words.ts';
import type { Narrator } from './narrator.ts';
import type { JobView, Vault } from './vault.ts';

export interface BackupResult {
  /** Of the recovery point. */
  readonly id: string;
  readonly blobs: number;
  readonly copied: number;
  /** Of all blobs of the recovery point. */
  readonly bytes: number;
  readonly seconds: number;
}

/** What a start that was cut off had begun is finished by the app itself; nothing new begins before. */
export const waitForRunningJobs = async (vault: Vault, narrator: Narrator): Promise<void> => {
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

export const backUpSource = async (
  { narrator }: DemoContext,
  vault: Vault,
  source: Account,
): Promise<BackupResult> => {
  const expected = await countBlobs(source);
  const job = await finishedBackup(vault, narrator);
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

/** A scheduled backup may be under way, and an account has one backup at a time: then this one waits and tries again. */
const finishedBackup = async (vault: Vault, narrator: Narrator): Promise<JobView> => {
  for (let tries = 1; ; tries += 1) {
    const operation = await vault.startBackup(INSTANCE);
    const job = await vault.finish(operation, (seen) => narrator.progress(progressLine(seen)));
    const busy = job.errors.some(({ code }) => code === 'UserErrorOperationInProgress');
    if (!busy || tries === 5) return job;
    narrator.say('Another backup of the account is under way; this one waits for it.');
    await waitForRunningJobs(vault, narrator);
  }
};

const countBlobs = async (account: Account): Promise<number> => {
  let blobs = 0;
  for await (const _blob of account.blobs()) blobs += 1;
  return blobs;
};
