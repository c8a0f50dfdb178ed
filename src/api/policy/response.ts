// A backup policy as BaseBackupPolicyResource: its definition is in the words of the specification already.

import type { PolicyDefinition } from '../../domain/policy/definition.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupPolicyId, vaultType } from '../arm/vault-address.ts';

export interface ShownPolicy {
  readonly name: string;
  readonly definition: PolicyDefinition;
}

export const backupPolicyResource = (vault: VaultAddress, { name, definition }: ShownPolicy): object => ({
  id: backupPolicyId(vault, name),
  name,
  type: `${vaultType}/backupPolicies`,
  properties: definition,
});
