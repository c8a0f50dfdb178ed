// Resource IDs of Azure Resource Manager: read without regard to case, written in one spelling.

export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** `Microsoft.Storage`, as given. */
  readonly provider: string;
  /** `storageAccounts`, or `backupVaults/backupPolicies` for a child, as given. */
  readonly type: string;
  /** One name per segment of the type. */
  readonly names: readonly string[];
}

const shape = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+)\/(.+?)\/?$/i;

export function parseResourceId(text: string): ResourceId | undefined {
  const match = shape.exec(text.trim());
  if (match === null) return undefined;
  const [, subscriptionId = '', resourceGroup = '', provider = '', rest = ''] = match;
  const segments = rest.split('/');
  if (segments.length % 2 !== 0 || segments.includes('')) return undefined;
  return {
    subscriptionId,
    resourceGroup,
    provider,
    type: segments.filter((_, index) => index % 2 === 0).join('/'),
    names: segments.filter((_, index) => index % 2 === 1),
  };
}

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
