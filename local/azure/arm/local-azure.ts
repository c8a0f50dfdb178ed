// The simulated Azure of one machine: a folder that keeps it, an Elastic SAN that is there from the first start on, and
// Resource Manager over it.

import { parentResourceId, resourceGroupScope } from '../../../src/domain/shared/resource-id.ts';
import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import { openCloudFolder } from './cloud-folder.ts';
import { startResourceManager } from './resource-manager.ts';

export interface LocalAzure {
  /** Of Resource Manager, for HOLDFAST_RESOURCE_MANAGER_ENDPOINT. */
  readonly endpoint: string;
  /** Volumes are written and read here, as a machine does that has them mounted. */
  readonly cloud: Cloud;
  /** Writes down what was changed in `cloud`, past Resource Manager. */
  save(): void;
  stop(): Promise<void>;
}

export interface LocalAzureOptions {
  readonly folder: string;
  readonly port: number;
  /** Azure region of all that is in it. */
  readonly location: string;
  /** ARM resource ID; its SAN and resource group come with it. */
  readonly volumeGroupId: string;
}

/** As quick as someone who watches would like it, and slow enough to be seen. */
const PACE = { operationMs: 300, copyMs: 900, retryAfterMs: 1_000 };

export const startLocalAzure = async (options: LocalAzureOptions): Promise<LocalAzure> => {
  const { folder, port, location, volumeGroupId } = options;
  const { cloud, save, close } = openCloudFolder({
    folder,
    clock: { now: () => Date.now() },
    settings: PACE,
  });
  const sanId = parentResourceId(volumeGroupId);
  const resourceGroup = resourceGroupScope(volumeGroupId);
  if (cloud.resourceGroups.get(resourceGroup) === undefined) {
    cloud.resourceGroups.put({ id: resourceGroup, location });
    cloud.sans.put({ id: sanId, location, sku: 'Premium_LRS', totalSizeTiB: 1 });
    cloud.volumeGroups.put({ id: volumeGroupId, encryption: 'EncryptionAtRestWithPlatformKey' });
    save();
  }
  const manager = await startResourceManager({ cloud, port, save });
  const stop = async (): Promise<void> => {
    await manager.stop();
    save();
    close();
  };
  return { endpoint: manager.endpoint, cloud, save, stop };
};
