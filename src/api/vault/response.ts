// The vault as BackupVaultResource: what is true of it, nothing that only a later version does.

import type { VaultAddress } from '../arm/vault-address.ts';
import { vaultId, vaultType } from '../arm/vault-address.ts';

export interface VaultFacts extends VaultAddress {
  readonly redundancy: 'LocallyRedundant' | 'ZoneRedundant' | 'GeoRedundant';
  /** Whether the app reaches storage with an identity of its own (in Azure), or with keys (the emulator). */
  readonly hasIdentity: boolean;
}

export const vaultResource = (vault: VaultFacts): object => ({
  id: vaultId(vault),
  name: vault.name,
  type: vaultType,
  location: vault.location,
  identity: { type: vault.hasIdentity ? 'SystemAssigned' : 'None' },
  properties: {
    provisioningState: 'Succeeded',
    storageSettings: [{ datastoreType: 'VaultStore', type: vault.redundancy }],
    securitySettings: {
      softDeleteSettings: { state: 'Off' },
      immutabilitySettings: { state: 'Disabled' },
    },
    isVaultProtectedByResourceGuard: false,
  },
});
