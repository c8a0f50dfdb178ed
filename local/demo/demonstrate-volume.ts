// The second datasource: a volume of an Elastic SAN is protected, backed up, written to, backed up again, restored as it
// was the first time to a new volume and a disk, compared, and its first recovery point deleted with its snapshot.

import { resourceName } from '../../src/domain/shared/resource-id.ts';
import { BLOCK_BYTES } from '../../src/memory/cloud/block-content.ts';
import type { VolumeBackupResult } from './back-up-volume.ts';
import { backUpVolume } from './back-up-volume.ts';
import type { DemoContext } from './demo-context.ts';
import { VOLUME_INSTANCE } from './demo-context.ts';
import { finishJob } from './finish-job.ts';
import { snapshotGroupId, volumeId } from './home.ts';
import { count, failureWords } from './job-words.ts';
import { counted, inMegabytes } from './narrator.ts';
import { volumePolicy } from './requests.ts';
import type { VolumeRestoreResult } from './restore-volume.ts';
import { nothingRestored, restoreVolume } from './restore-volume.ts';
import type { Vault } from './vault.ts';
import { makeVolume, readState, writeVolume } from './volume.ts';
import type { VolumeState } from './volume-state.ts';
import { differingBlocks } from './volume-state.ts';

export interface ElasticSanResult {
  backups: VolumeBackupResult[];
  restore: VolumeRestoreResult;
  prune: { recoveryPoints: number };
}

export const nothingOfElasticSan = (): ElasticSanResult => ({
  backups: [],
  restore: nothingRestored,
  prune: { recoveryPoints: 0 },
});

const POLICY = 'San';
const EXTENTS_BETWEEN = 16;

/** Whether all was as it should be; what is found goes into `result` as soon as it is known. */
export const demonstrateVolume = async (
  context: DemoContext,
  vault: Vault,
  result: ElasticSanResult,
): Promise<boolean> => {
  const { home, azure, narrator } = context;
  const volume = volumeId(home.identity);
  await protectVolume(context, vault, volume);

  const before = held(context, volume);
  const firstBackup = await backUpVolume(context, vault);
  result.backups.push(firstBackup);
  const first = home.volumePoint() ?? ({ version: 1, point: firstBackup.id, state: before } as const);
  home.saveVolumePoint(first);
  writeVolume(azure, volume, EXTENTS_BETWEEN);
  const after = held(context, volume);
  const written = differingBlocks(before, after) * BLOCK_BYTES;
  narrator.say(`Wrote ${inMegabytes(written)} to the volume, here and there.`);
  const second = await backUpVolume(context, vault);
  result.backups.push(second);
  const incremental = second.incrementalBytes <= written;
  if (!incremental)
    narrator.say(`WRONG: the snapshot stored ${second.incrementalBytes} bytes of ${written}.`);

  result.restore = await restoreVolume(context, vault, first);
  const { volumes, disks, mismatched } = result.restore;
  // From here on the second point is the first one of the next start.
  home.saveVolumePoint({ version: 1, point: second.id, state: after });
  const pruned = await pruneVolume(context, vault, { first: first.point, second: second.id }, result);
  return incremental && volumes === 1 && disks === 1 && mismatched === 0 && pruned;
};

const protectVolume = async (
  { home, azure, narrator }: DemoContext,
  vault: Vault,
  volume: string,
): Promise<void> => {
  await makeVolume(azure, volume);
  await vault.givePolicy(POLICY, volumePolicy);
  const source = { volumeId: volume, snapshotGroupId: snapshotGroupId(home.identity) };
  await vault.protectVolume(VOLUME_INSTANCE, source, POLICY);
  narrator.say(
    `Protected the volume ${resourceName(volume)} of an Elastic SAN as backup instance '${VOLUME_INSTANCE}'.`,
  );
};

const held = ({ azure }: DemoContext, volume: string): VolumeState => {
  const state = readState(azure, volume);
  if (state === undefined) throw new Error(`The volume ${volume} is gone.`);
  return state;
};

/** The recovery points up to the first go, and their disk snapshots with them; that of the second stays. */
const pruneVolume = async (
  { azure, narrator }: DemoContext,
  vault: Vault,
  { first, second }: { readonly first: string; readonly second: string },
  result: ElasticSanResult,
): Promise<boolean> => {
  const snapshots = async (points: readonly string[]) =>
    Promise.all(points.map(async (id) => (await vault.volumePoint(VOLUME_INSTANCE, id)).diskSnapshotId));
  const ids = (await vault.recoveryPoints(VOLUME_INSTANCE)).map(({ id }) => id);
  const old = ids.filter((id) => id <= first);
  const going = await snapshots(old);
  const staying = await snapshots([second]);
  const job = await finishJob(vault, narrator, () => vault.startPrune(VOLUME_INSTANCE, old));
  const recoveryPoints = count(job, 'pruneRecoveryPoints');
  result.prune = { recoveryPoints };
  if (job.status !== 'Completed') {
    narrator.say(failureWords(job));
    return false;
  }
  const isThere = (id: string): boolean =>
    azure.cloud.settled(() => azure.cloud.diskSnapshots.get(id)) !== undefined;
  narrator.say(
    `Deleted ${counted(recoveryPoints, 'recovery point')} of the volume, disk snapshots included.`,
  );
  const right = !going.some(isThere) && staying.every(isThere);
  if (!right) narrator.say('WRONG: what is left in Azure are not the snapshots of the points that stay.');
  return right && recoveryPoints === old.length;
};
