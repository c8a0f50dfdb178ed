// A backup instance as BackupInstanceResource.

import type { BackupInstance, StorageAccountInstance } from '../../domain/protection/backup-instance.ts';
import { parentResourceId, resourceName } from '../../domain/shared/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceId, backupPolicyId, vaultId, vaultType } from '../arm/vault-address.ts';
import { containerLists } from './request.ts';

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
    ...datasources(vault, instance),
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

/** One that can be had back until `scheduledPurgeTime`. */
export const deletedBackupInstanceResource = (vault: VaultAddress, instance: BackupInstance): object => {
  const { properties } = backupInstanceResource(vault, instance) as { readonly properties: object };
  const { deletedAt, purgeAt, requestId } = instance.deletion ?? {};
  return {
    id: `${vaultId(vault)}/deletedBackupInstances/${instance.name}`,
    name: instance.name,
    type: `${vaultType}/deletedBackupInstances`,
    properties: {
      ...properties,
      deletionInfo: {
        deletionTime: deletedAt,
        billingEndDate: purgeAt,
        scheduledPurgeTime: purgeAt,
        deleteActivityID: requestId,
      },
    },
  };
};

/** An account is a set of its own; volumes are sets by their volume group. */
function datasources(vault: VaultAddress, instance: BackupInstance): object {
  const described = (objectType: string, resourceID: string, resourceType: string): object => ({
    objectType,
    datasourceType: instance.datasourceType,
    resourceID,
    resourceName: resourceName(resourceID),
    resourceType,
    resourceUri: resourceID,
    resourceLocation: vault.location,
  });
  if (instance.version === 1) {
    const type = 'Microsoft.Storage/storageAccounts';
    return {
      dataSourceInfo: described('Datasource', instance.sourceAccountId, type),
      dataSourceSetInfo: described('DatasourceSet', instance.sourceAccountId, type),
    };
  }
  const { volumeId } = instance.source;
  const groups = 'Microsoft.ElasticSan/elasticSans/volumeGroups';
  return {
    dataSourceInfo: described('Datasource', volumeId, `${groups}/volumes`),
    dataSourceSetInfo: described('DatasourceSet', parentResourceId(volumeId), groups),
  };
}

function policyParameters(instance: BackupInstance): object {
  if (instance.version === 1) return containerParameters(instance);
  const { snapshotResourceGroupId: resourceGroupId, sku: snapshotSku } = instance.source;
  const store = { objectType: 'AzureOperationalStoreParameters', dataStoreType: 'OperationalStore' };
  return { policyParameters: { dataStoreParametersList: [{ ...store, resourceGroupId, snapshotSku }] } };
}

function containerParameters({ datasourceType, selection }: StorageAccountInstance): object {
  if (selection.include === undefined && selection.exclude === undefined) return {};
  const list = {
    objectType: containerLists[datasourceType as keyof typeof containerLists],
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
