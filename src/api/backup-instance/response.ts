// A backup instance as BackupInstanceResource.

import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { parseStorageAccountId } from '../arm/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceId, backupPolicyId, vaultType } from '../arm/vault-address.ts';
import type { DatasourceType } from './request.ts';
import { datasourceTypes } from './request.ts';

/** @param policyVersion absent where the policy is gone */
export const backupInstanceResource = (
  vault: VaultAddress,
  instance: BackupInstance,
  policyVersion?: string,
): object => ({
  id: backupInstanceId(vault, instance.name),
  name: instance.name,
  type: `${vaultType}/backupInstances`,
  ...(instance.tags === undefined ? {} : { tags: instance.tags }),
  properties: {
    objectType: 'BackupInstance',
    friendlyName: instance.friendlyName,
    dataSourceInfo: datasource('Datasource', vault, instance),
    dataSourceSetInfo: datasource('DatasourceSet', vault, instance),
    policyInfo: {
      policyId: backupPolicyId(vault, instance.policyName),
      ...(policyVersion === undefined ? {} : { policyVersion }),
      ...policyParameters(instance),
    },
    protectionStatus: protectionStatus(instance),
    currentProtectionState: instance.state,
    provisioningState: instance.state === 'ConfiguringProtectionFailed' ? 'Failed' : 'Succeeded',
  },
});

const datasource = (
  objectType: 'Datasource' | 'DatasourceSet',
  vault: VaultAddress,
  instance: BackupInstance,
): object => ({
  objectType,
  datasourceType: instance.datasourceType,
  resourceID: instance.sourceAccountId,
  resourceName: parseStorageAccountId(instance.sourceAccountId)?.name ?? '',
  resourceType: 'Microsoft.Storage/storageAccounts',
  resourceUri: instance.sourceAccountId,
  resourceLocation: vault.location,
});

function policyParameters({ datasourceType, selection }: BackupInstance): object {
  if (selection.include === undefined && selection.exclude === undefined) return {};
  const list = {
    objectType: datasourceTypes[datasourceType as DatasourceType],
    containersList: selection.include ?? [],
    ...(selection.exclude === undefined ? {} : { excludedContainersList: selection.exclude }),
  };
  return { policyParameters: { backupDatasourceParametersList: [list] } };
}

/** The older of the two status fields knows fewer states. */
function protectionStatus({ state }: BackupInstance): object {
  if (state === 'BackupSchedulesSuspended') return { status: 'ProtectionStopped' };
  return { status: state === 'ProtectionError' ? 'ProtectionConfigured' : state };
}
