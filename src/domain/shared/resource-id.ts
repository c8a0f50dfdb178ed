// Resource IDs of Azure Resource Manager: read without regard to case, taken apart and compared.

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

/** Two IDs are of one resource exactly when their keys are equal. Some services leave out the first slash. */
export const resourceKey = (id: string): string =>
  `/${id.trim().replace(/^\/+/, '').replace(/\/+$/, '')}`.toLowerCase();

export const sameResource = (a: string, b: string): boolean => resourceKey(a) === resourceKey(b);

/** The ID without its last type and name: of a volume its group, of a group its SAN. */
export const parentResourceId = (id: string): string => id.split('/').slice(0, -2).join('/');

export const resourceName = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

export const subscriptionScope = (id: string): string => id.split('/').slice(0, 3).join('/');

export const resourceGroupScope = (id: string): string => id.split('/').slice(0, 5).join('/');

/** True for the scope itself and everything in it. */
export const isWithin = (scope: string, id: string): boolean =>
  `${resourceKey(id)}/`.startsWith(`${resourceKey(scope)}/`);
