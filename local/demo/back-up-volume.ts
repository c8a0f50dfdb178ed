// One backup of the volume, followed to its end; what its snapshot stored is looked up in the simulated Azure.

import type { DemoContext } from './demo-context.ts';
import { VOLUME_INSTANCE } from './demo-context.ts';
import { finishJob } from './finish-job.ts';
import { failureWords, tookMs, volumeBackupWords } from './job-words.ts';
import type { Vault } from './vault.ts';

export interface VolumeBackupResult {
  /** Of the recovery point. */
  readonly id: string;
  readonly volumeBytes: number;
  /** What the incremental snapshot stored. */
  readonly incrementalBytes: number;
  readonly seconds: number;
}

export const backUpVolume = async (
  { azure, narrator }: DemoContext,
  vault: Vault,
): Promise<VolumeBackupResult> => {
  const job = await finishJob(vault, narrator, () => vault.startBackup(VOLUME_INSTANCE));
  if (!job.status.startsWith('Completed') || job.recoveryPointId === undefined) {
    throw new Error(failureWords(job));
  }
  const { bytes: volumeBytes, diskSnapshotId } = await vault.volumePoint(
    VOLUME_INSTANCE,
    job.recoveryPointId,
  );
  const snapshot = azure.cloud.diskSnapshots.get(diskSnapshotId);
  if (snapshot === undefined) {
    throw new Error(
      `Recovery point ${job.recoveryPointId} names the snapshot ${diskSnapshotId}, which there is not.`,
    );
  }
  const { storedBytes: incrementalBytes } = snapshot;
  narrator.say(volumeBackupWords(job, { volumeBytes, incrementalBytes }));
  for (const warning of job.warnings) narrator.say(`  Warning: ${warning}`);
  return { id: job.recoveryPointId, volumeBytes, incrementalBytes, seconds: tookMs(job) / 1_000 };
};
