// Asks for the deletion of the recovery points up to the first one that counts, and proves that the second is still
// whole: the app looks for each of its blobs in the vault and reads a part of them to the end.

import type { DemoContext } from './demo-context.ts';
import { INSTANCE } from './demo-context.ts';
import { finishJob } from './finish-job.ts';
import { count, failureWords, progressLine, pruneWords, verificationWords } from './job-words.ts';
import type { Vault } from './vault.ts';

export interface PruneResult {
  readonly recoveryPoints: number;
  readonly objectsDeleted: number;
  readonly bytesFreed: number;
}

export const nothingPruned: PruneResult = { recoveryPoints: 0, objectsDeleted: 0, bytesFreed: 0 };

/** All are looked for; so many are read as well. */
const READ_PERCENT = 20;

export const pruneAndVerify = async (
  { narrator }: DemoContext,
  vault: Vault,
  { first, second }: { readonly first: string; readonly second: string },
): Promise<{ readonly ok: boolean; readonly prune: PruneResult }> => {
  const old = (await vault.recoveryPoints(INSTANCE)).map(({ id }) => id).filter((id) => id <= first);
  narrator.say(`Deleting the first recovery point, ${first}, and what no other one needs.`);
  const job = await finishJob(vault, narrator, () => vault.startPrune(INSTANCE, old));
  const pruned = job.status.startsWith('Completed');
  narrator.say(pruned ? pruneWords(job) : failureWords(job));
  for (const warning of job.warnings) narrator.say(`  Warning: ${warning}`);
  const prune = {
    recoveryPoints: count(job, 'pruneRecoveryPoints'),
    objectsDeleted: count(job, 'pruneObjectsDeleted'),
    bytesFreed: count(job, 'pruneBytesFreed'),
  };
  if (!pruned) return { ok: false, prune };

  narrator.say(`Reading the second recovery point, ${second}, back from the vault.`);
  const operation = await vault.startVerification(INSTANCE, second, READ_PERCENT);
  const verified = await vault.finish(operation, (seen) => narrator.progress(progressLine(seen)));
  const whole = verified.status === 'Completed';
  narrator.say(whole ? verificationWords(verified) : failureWords(verified));
  return { ok: whole && prune.recoveryPoints === old.length, prune };
};
