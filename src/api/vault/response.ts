// The vault as BackupVaultResource: what is true of it, nothing that only a later version does.

import type { VaultSettings } from '../../domain/vault/settings.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { vaultId, vaultType } from '../arm/vault-address.ts';

export interface VaultFacts extends VaultAddress {
  readonly redundancy: 'LocallyRedundant' | 'ZoneRedundant' | 'GeoRedundant';
  /** Whether the app reaches storage with an identity of its own (in Azure), or with keys (the emulator). */
  readonly hasIdentity: boolean;
}

export const vaultResource = (
  vault: VaultFacts,
  { softDelete, immutability, weekReading, tags }: VaultSettings,
): object => ({
  id: vaultId(vault),
  name: vault.name,
  type: vaultType,
  location: vault.location,
  ...(tags === undefined ? {} : { tags }),
  identity: { type: vault.hasIdentity ? 'SystemAssigned' : 'None' },
  properties: {
    provisioningState: 'Succeeded',
    storageSettings: [{ datastoreType: 'VaultStore', type: vault.redundancy }],
    securitySettings: {
      softDeleteSettings: { state: softDelete.state, retentionDurationInDays: softDelete.days },
      immutabilitySettings: { state: immutability },
    },
    isVaultProtectedByResourceGuard: false,
    ...(weekReading === undefined ? {} : { weeksOfTheMonth: weekReading }),
  },
});
