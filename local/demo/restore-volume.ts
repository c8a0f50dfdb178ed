// Restores a recovery point of the volume twice at once, as a new volume and as a disk, and compares every block of both
// with what the volume held then.

import type { DemoContext } from './demo-context.ts';
import { VOLUME_INSTANCE } from './demo-context.ts';
import { finishJob } from './finish-job.ts';
import type { VolumePoint } from './home.ts';
import { restoredDiskId, restoredVolumeId } from './home.ts';
import { failureWords } from './job-words.ts';
import { counted, inMegabytes } from './narrator.ts';
import type { Vault } from './vault.ts';
import { readState, removeRestored } from './volume.ts';
import { differingBlocks } from './volume-state.ts';

export interface VolumeRestoreResult {
  readonly volumes: number;
  readonly disks: number;
  /** Of both, as they were compared. */
  readonly bytes: number;
  /** Blocks of 4 KiB that are not what they were. */
  readonly mismatched: number;
}

export const nothingRestored: VolumeRestoreResult = { volumes: 0, disks: 0, bytes: 0, mismatched: 0 };

export const restoreVolume = async (
  context: DemoContext,
  vault: Vault,
  { point, state }: VolumePoint,
): Promise<VolumeRestoreResult> => {
  const { azure, home, narrator } = context;
  const volume = restoredVolumeId(home.identity);
  const disk = restoredDiskId(home.identity);
  await removeRestored(azure, { volume, disk });
  narrator.say(`Restoring the volume's first recovery point, ${point}, as a new volume and as a disk.`);
  const [volumes, disks] = await Promise.all([
    restoreTo(context, vault, point, volume),
    restoreTo(context, vault, point, disk),
  ]);
  const found = [readState(azure, volume), readState(azure, disk)];
  const bytes = found.reduce((sum, each) => sum + (each?.sizeBytes ?? 0), 0);
  const mismatched = found.reduce((sum, each) => sum + differingBlocks(state, each), 0);
  narrator.say(
    `Compared both with what the volume held then: ${inMegabytes(bytes)}, ${counted(mismatched, 'block')} wrong.`,
  );
  return { volumes, disks, bytes, mismatched };
};

/** How many have been made. */
const restoreTo = async (
  { home, narrator }: DemoContext,
  vault: Vault,
  point: string,
  resourceId: string,
): Promise<number> => {
  const target = { store: 'OperationalStore', resourceId, location: home.identity.location } as const;
  const job = await finishJob(vault, narrator, () => vault.startRestore(VOLUME_INSTANCE, point, target));
  if (job.status === 'Completed') return 1;
  narrator.say(failureWords(job));
  return 0;
};
