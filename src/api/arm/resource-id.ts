// Resource IDs in requests: of the right type, written in one spelling.

import type { ResourceId } from '../../domain/shared/resource-id.ts';
import { parseResourceId } from '../../domain/shared/resource-id.ts';

export const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

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
