// A recovery point as AzureBackupRecoveryPointResource. Lists show what the catalogue's listing knows.

import type { BlockedBlob, BlockedSummary } from '../../domain/prune/blocked.ts';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import type { RetentionVerdict } from '../../domain/retention/verdict.ts';
import { resourceName } from '../../domain/shared/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceId, vaultType } from '../arm/vault-address.ts';
import { shownVerdict } from './retention.ts';

/** The part of an account's recovery point that every list row has. */
type AccountPointRow = Pick<
  RecoveryPoint,
  | 'id'
  | 'backupInstance'
  | 'time'
  | 'completedAt'
  | 'retentionTag'
  | 'policyName'
  | 'policyVersion'
  | 'manifestRoot'
  | 'blobs'
  | 'bytes'
>;

export type RecoveryPointRow = AccountPointRow | VolumeRecoveryPoint;

/** What is known of a recovery point beside its record. */
export interface KnownOfPoint {
  /** Of the present policy; absent where the policy is gone, and nothing says when the point may go. */
  readonly verdict?: RetentionVerdict | undefined;
  /** Beyond Azure: what keeps the point from being deleted, though it has expired. */
  readonly blocked?: BlockedBlob | undefined;
  /** Beyond Azure: what the last verification found; absent: there was none. */
  readonly verification?: object | undefined;
}

export const recoveryPointResource = (
  vault: VaultAddress,
  point: RecoveryPointRow,
  { verdict, blocked, verification }: KnownOfPoint = {},
): object => ({
  id: `${backupInstanceId(vault, point.backupInstance)}/recoveryPoints/${point.id}`,
  name: point.id,
  type: `${vaultType}/backupInstances/recoveryPoints`,
  properties: {
    objectType: 'AzureBackupDiscreteRecoveryPoint',
    recoveryPointId: point.id,
    recoveryPointTime: point.time,
    recoveryPointType: 'Discrete',
    recoveryPointState: 'Completed',
    friendlyName: point.id,
    policyName: point.policyName,
    ...(point.policyVersion === undefined
      ? {}
      : { policyVersion: point.policyVersion, retentionTagVersion: point.policyVersion }),
    retentionTagName: verdict?.tag ?? point.retentionTag,
    ...expiry(verdict),
    recoveryPointDataStoresDetails: [
      {
        ...storeOf(point),
        state: 'COMMITTED',
        creationTime: point.completedAt,
        ...expiry(verdict),
        visible: true,
        metaData: JSON.stringify({
          ...contents(point),
          ...(verdict === undefined ? {} : { retention: shownVerdict(verdict) }),
        }),
      },
    ],
    ...(blocked === undefined
      ? {}
      : { deletionBlocked: { reason: blocked.reason, detail: blocked.detail ?? '' } }),
    ...(verification === undefined ? {} : { verification }),
  },
});

/** Found by the last prune. */
export const blockedSnapshot = (
  found: BlockedSummary | undefined,
  point: RecoveryPointRow,
): BlockedBlob | undefined =>
  'kind' in point
    ? found?.blobs.find(
        ({ container, name }) =>
          point.diskSnapshotId.startsWith(container) && resourceName(point.diskSnapshotId) === name,
      )
    : undefined;

const expiry = (verdict: RetentionVerdict | undefined): object =>
  verdict?.expiresAt === undefined ? {} : { expiryTime: verdict.expiresAt };

/** What of the store has the point: its manifest in the vault, or the disk snapshot. */
export const storeOf = (point: RecoveryPointRow): { readonly id: string; readonly type: string } =>
  'kind' in point
    ? { id: point.diskSnapshotId, type: 'OperationalStore' }
    : { id: point.manifestRoot, type: 'VaultStore' };

/** Azure leaves the content of metaData to the datasource. */
function contents(point: RecoveryPointRow | RecoveryPoint): object {
  if ('kind' in point) {
    const { sizeBytes, diskSnapshotId, sku, location } = point;
    return { bytes: sizeBytes, diskSnapshotId, sku, location };
  }
  const { blobs, bytes } = point;
  if (!('containers' in point)) return { blobs, bytes };
  const { copiedBlobs, copiedBytes, containers, warnings } = point;
  return { blobs, bytes, copiedBlobs, copiedBytes, containers, warnings };
}
