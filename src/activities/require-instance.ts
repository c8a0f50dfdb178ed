// The backup instance of a running operation, with the data account that it must have by then.

import type { StorageAccountInstance, VolumeInstance } from '../domain/protection/backup-instance.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { Vault } from '../vault/vault.ts';

export type ConfiguredInstance = StorageAccountInstance & { readonly dataAccountId: string };

export const requireInstance = async (vault: Vault, name: string): Promise<Outcome<ConfiguredInstance>> => {
  const instance = (await vault.instances.get(name))?.document;
  if (instance === undefined) {
    return fail('UserErrorBackupInstanceNotFound', `There is no backup instance ${name}.`);
  }
  if (instance.version === 2) {
    return fail(
      'InternalError',
      `The backup instance ${name} is a SAN volume, and the operation is for storage accounts.`,
    );
  }
  const { dataAccountId } = instance;
  if (dataAccountId === undefined) {
    return fail('NoDataAccountAvailable', `The backup instance ${name} has no data account.`, [
      'Configure its protection again.',
    ]);
  }
  return succeed({ ...instance, dataAccountId });
};

export const requireVolume = async (vault: Vault, name: string): Promise<Outcome<VolumeInstance>> => {
  const instance = (await vault.instances.get(name))?.document;
  if (instance?.version === 2) return succeed(instance);
  return fail('UserErrorBackupInstanceNotFound', `There is no backup instance ${name} of a SAN volume.`);
};
