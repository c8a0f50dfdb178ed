// Resource IDs in requests: of the right type, written in one spelling.

import type { ResourceId } from '../../domain/shared/resource-id.ts';
import { parseResourceId } from '../../domain/shared/resource-id.ts';
import { sameText } from '../../domain/shared/same-text.ts';

export const isOfType = (id: ResourceId, provider: string, type: string): boolean =>
  sameText(id.provider, provider) && sameText(id.type, type);

export interface StorageAccountId {
  /** In the one spelling that documents keep. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

const accountName = /^[a-z0-9]{3,24}$/;

/** undefined where the text is not the ID of a storage account. */
export function parseStorageAccountId(text: string): StorageAccountId | undefined {
  const id = parseResourceId(text);
  const name = id?.names[0]?.toLowerCase();
  if (id === undefined || name === undefined || !accountName.test(name)) return undefined;
  if (!isOfType(id, 'Microsoft.Storage', 'storageAccounts')) return undefined;
  const { subscriptionId, resourceGroup } = id;
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${name}`,
    subscriptionId,
    resourceGroup,
    name,
  };
}

export interface VolumeId {
  /** In the one spelling that documents keep. */
  readonly id: string;
  /** Of the volume group. */
  readonly groupId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Of Elastic SANs, volume groups and volumes. */
const sanName = /^[A-Za-z0-9]+((-|_)[A-Za-z0-9]+)*$/;

/** undefined where the text is not the ID of a volume of an Elastic SAN. */
export function parseVolumeId(text: string): VolumeId | undefined {
  const id = parseResourceId(text);
  if (id === undefined || !isOfType(id, 'Microsoft.ElasticSan', 'elasticSans/volumegroups/volumes')) {
    return undefined;
  }
  const [san = '', group = '', name = ''] = id.names;
  if (![san, group, name].every((one) => one.length >= 3 && one.length <= 63 && sanName.test(one)))
    return undefined;
  const { subscriptionId, resourceGroup } = id;
  const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ElasticSan/elasticSans/${san}/volumegroups/${group}`;
  return { id: `${groupId}/volumes/${name}`, groupId, subscriptionId, resourceGroup, name };
}

/** Azure's rule: letters, digits, and ( ) _ - . but no dot at the end. */
const groupName = /^[\p{L}\p{N}()_.-]{0,89}[\p{L}\p{N}()_-]$/u;
const groupShape = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/?$/i;

/** The ID of a resource group in the one spelling that documents keep; undefined where the text is none. */
export function parseResourceGroupId(text: string): string | undefined {
  const [, subscriptionId, name = ''] = groupShape.exec(text.trim()) ?? [];
  return subscriptionId === undefined || !groupName.test(name)
    ? undefined
    : `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** The ID of a Managed Disk; undefined where the text is none. */
export function parseDiskId(text: string): string | undefined {
  const id = parseResourceId(text);
  const [name = ''] = id?.names ?? [];
  if (id === undefined || !isOfType(id, 'Microsoft.Compute', 'disks') || !diskName.test(name))
    return undefined;
  return `/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}/providers/Microsoft.Compute/disks/${name}`;
}

const diskName = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/;
