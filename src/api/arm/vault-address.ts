// Where the one vault of this deployment stands among Azure's resources: its paths, and whether a request means it.

import { parseResourceId } from '../../domain/shared/resource-id.ts';
import { sameText } from '../../domain/shared/same-text.ts';
import type { ApiResult } from './api-error.ts';
import { accept, refuse, resourceNotFound } from './api-error.ts';
import { isOfType } from './resource-id.ts';

export interface VaultAddress {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Normalised region: `westeurope`. */
  readonly location: string;
}

export const provider = 'Microsoft.DataProtection';
export const vaultType = `${provider}/backupVaults`;

export const subscriptionPath = (vault: VaultAddress): string => `/subscriptions/${vault.subscriptionId}`;

export const vaultId = (vault: VaultAddress): string =>
  `${subscriptionPath(vault)}/resourceGroups/${vault.resourceGroup}/providers/${vaultType}/${vault.name}`;

export const backupInstanceId = (vault: VaultAddress, instance: string): string =>
  `${vaultId(vault)}/backupInstances/${instance}`;

export const backupPolicyId = (vault: VaultAddress, policy: string): string =>
  `${vaultId(vault)}/backupPolicies/${policy}`;

/** The parts of a request's path that name where it goes. Absent: that route does not have the part. */
export interface RequestScope {
  readonly subscriptionId?: string;
  readonly resourceGroupName?: string;
  readonly vaultName?: string;
  readonly location?: string;
}

/** A request for another subscription, group, region or vault is a request for something that is not here. */
export function checkScope(vault: VaultAddress, scope: RequestScope): ApiResult<VaultAddress> {
  const { subscriptionId, resourceGroupName, vaultName, location } = scope;
  if (subscriptionId !== undefined && !sameText(subscriptionId, vault.subscriptionId)) {
    return refuse({
      status: 404,
      code: 'SubscriptionNotFound',
      message: `The subscription '${subscriptionId}' could not be found.`,
      target: 'subscriptionId',
    });
  }
  if (resourceGroupName !== undefined && !sameText(resourceGroupName, vault.resourceGroup)) {
    return refuse({
      status: 404,
      code: 'ResourceGroupNotFound',
      message: `Resource group '${resourceGroupName}' could not be found.`,
      target: 'resourceGroupName',
    });
  }
  if (vaultName !== undefined && !sameText(vaultName, vault.name)) {
    return refuse(resourceNotFound(vaultType, vaultName));
  }
  if (location !== undefined && !sameText(location.replaceAll(' ', ''), vault.location)) {
    return refuse(resourceNotFound(`${provider}/locations`, location));
  }
  return accept(vault);
}

const isThisVault = (vault: VaultAddress, id: ReturnType<typeof parseResourceId>): boolean =>
  id !== undefined &&
  sameText(id.subscriptionId, vault.subscriptionId) &&
  sameText(id.resourceGroup, vault.resourceGroup) &&
  sameText(id.names[0] ?? '', vault.name);

/** The policy's name, where the ID is of a policy in this vault; else what is wrong with it. */
export function parsePolicyId(
  vault: VaultAddress,
  text: string,
): { readonly name: string } | { readonly problem: string } {
  const id = parseResourceId(text);
  if (id === undefined || !isOfType(id, provider, 'backupVaults/backupPolicies')) {
    return { problem: `must be the resource ID of a backup policy: ${backupPolicyId(vault, '{policy}')}` };
  }
  return isThisVault(vault, id)
    ? { name: id.names[1] ?? '' }
    : { problem: `must be a policy of this vault: ${backupPolicyId(vault, '{policy}')}` };
}

/** The instance's name, where the text is its ID in this vault or the bare name. */
export function parseInstanceReference(vault: VaultAddress, text: string): string | undefined {
  if (!text.includes('/')) return text;
  const id = parseResourceId(text);
  if (id === undefined || !isOfType(id, provider, 'backupVaults/backupInstances')) return undefined;
  return isThisVault(vault, id) ? id.names[1] : undefined;
}
