// A recovery point as AzureBackupRecoveryPointResource. Lists show what the catalogue's listing knows.

import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceId, vaultType } from '../arm/vault-address.ts';
import { policyVersion } from '../policy/daily-policy.ts';

/** The part of a recovery point that every list row has. */
export type RecoveryPointRow = Pick<
  RecoveryPoint,
  | 'id'
  | 'backupInstance'
  | 'time'
  | 'completedAt'
  | 'retentionTag'
  | 'policyName'
  | 'manifestRoot'
  | 'blobs'
  | 'bytes'
>;

/** @param verification beyond Azure: what the last verification found; absent: there was none */
export const recoveryPointResource = (
  vault: VaultAddress,
  point: RecoveryPointRow,
  verification?: object,
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
    policyVersion,
    retentionTagName: point.retentionTag,
    retentionTagVersion: '1',
    recoveryPointDataStoresDetails: [
      {
        id: point.manifestRoot,
        type: 'VaultStore',
        state: 'COMMITTED',
        creationTime: point.completedAt,
        visible: true,
        metaData: JSON.stringify(contents(point)),
      },
    ],
    ...(verification === undefined ? {} : { verification }),
  },
});

/** Azure leaves the content of metaData to the datasource. */
function contents(point: RecoveryPointRow | RecoveryPoint): object {
  const { blobs, bytes } = point;
  if (!('containers' in point)) return { blobs, bytes };
  const { copiedBlobs, copiedBytes, containers, warnings } = point;
  return { blobs, bytes, copiedBlobs, copiedBytes, containers, warnings };
}
