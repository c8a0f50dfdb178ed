// Names and tags of the snapshots that a backup of a SAN volume makes: derived from vault, instance and recovery point,
// so that a repeated step finds its own, and nothing that is not ours is ever taken for it.

import { isRecoveryPointId } from '../recovery-point/recovery-point-id.ts';
import { fnv1a64 } from '../shared/stable-hash.ts';

/** Whose backups: vaults are told apart by their control account. */
export interface SnapshotOwner {
  readonly controlAccountId: string;
  readonly backupInstance: string;
}

const prefixOf = ({ controlAccountId, backupInstance }: SnapshotOwner): string =>
  `holdfast-${fnv1a64(`${controlAccountId.toLowerCase()}\n${backupInstance}`)}-`;

/** Of the volume snapshot and of the disk snapshot alike: lower case only, 80 characters at most (facts: elastic-san 1). */
export const snapshotName = (owner: SnapshotOwner, recoveryPointId: string): string =>
  `${prefixOf(owner)}${recoveryPointId.toLowerCase()}`;

/** The recovery point that a snapshot was made for; undefined for one that is not this owner's. */
export const recoveryPointOfSnapshot = (owner: SnapshotOwner, name: string): string | undefined => {
  const prefix = prefixOf(owner);
  if (!name.startsWith(prefix)) return undefined;
  const [stamp = '', suffix] = name.slice(prefix.length).split('-');
  const id = suffix === undefined ? stamp.toUpperCase() : `${stamp.toUpperCase()}-${suffix}`;
  return isRecoveryPointId(id) && snapshotName(owner, id) === name ? id : undefined;
};

/** Tags of the disk snapshot. Volume snapshots have none. */
export const snapshotTags = (
  owner: SnapshotOwner,
  recoveryPointId: string,
): Readonly<Record<string, string>> => ({
  'holdfast-vault': owner.controlAccountId,
  'holdfast-instance': owner.backupInstance,
  'holdfast-recovery-point': recoveryPointId,
  'holdfast-slot': recoveryPointId.slice(0, 16),
});

/** Whether a disk snapshot is the one of this recovery point: by all tags that tell, as someone may use our names. */
export const isTaggedFor = (
  owner: SnapshotOwner,
  recoveryPointId: string,
  tags: Readonly<Record<string, string>>,
): boolean =>
  Object.entries(snapshotTags(owner, recoveryPointId)).every(([name, value]) => tags[name] === value);
