// One backup of the source account, followed to its end and checked against what the account holds.

import type { Account } from './account.ts';
import type { DemoContext } from './demo-context.ts';
import { INSTANCE } from './demo-context.ts';
import { finishJob } from './finish-job.ts';
import { backupWords, count, failureWords, tookMs } from './job-words.ts';
import type { Vault } from './vault.ts';

export interface BackupResult {
  /** Of the recovery point. */
  readonly id: string;
  readonly blobs: number;
  readonly copied: number;
  /** Of all blobs of the recovery point. */
  readonly bytes: number;
  readonly seconds: number;
}

export const backUpSource = async (
  { narrator }: DemoContext,
  vault: Vault,
  source: Account,
): Promise<BackupResult> => {
  const expected = await countBlobs(source);
  const job = await finishJob(vault, narrator, () => vault.startBackup(INSTANCE));
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

const countBlobs = async (account: Account): Promise<number> => {
  let blobs = 0;
  for await (const _blob of account.blobs()) blobs += 1;
  return blobs;
};
