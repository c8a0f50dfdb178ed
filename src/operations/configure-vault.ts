// PUT and PATCH backupVaults: changes settings of the vault that there is. What a request leaves out stays.

import type { Outcome } from '../domain/shared/failure.ts';
import { fail } from '../domain/shared/failure.ts';
import type { VaultChange, VaultSettings } from '../domain/vault/settings.ts';
import { changeSettings } from '../domain/vault/settings.ts';
import type { OperationDependencies } from './dependencies.ts';

const attempts = 10;

export const configureVault =
  ({ vault, clock, settings: { weekReading } }: OperationDependencies) =>
  async (change: VaultChange): Promise<Outcome<VaultSettings>> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await vault.settings.find();
      const changed = changeSettings(found.settings, change, weekReading);
      if (!changed.ok) return changed;
      const now = new Date(clock.now()).toISOString();
      if (await vault.settings.put(changed.value, found, now)) return changed;
    }
    return fail('UserErrorOperationInProgress', 'The vault is being changed by other requests.', [
      'Look at the vault and send the request again if it is still needed.',
    ]);
  };

/** As it counts, with what the deployment decides where the vault does not. */
export const vaultSettings =
  ({ vault, settings }: OperationDependencies) =>
  async (): Promise<Required<Pick<VaultSettings, 'weekReading'>> & VaultSettings> => ({
    weekReading: settings.weekReading,
    ...(await vault.settings.get()),
  });
