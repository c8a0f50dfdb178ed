// The backup instance of a running operation, with the data account that it must have by then.

import type { StorageAccountInstance, VolumeInstance } from '../domain/protection/backup-instance.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { Vault } from '../vault/vault.ts';

export type ConfiguredInstance = StorageAccountInstance & { readonly dataAccountId: string };

const noInstance = (name: string) =>
  fail('UserErrorBackupInstanceNotFound', `There is no backup instance ${name}.`);

export const requireInstance = async (vault: Vault, name: string): Promise<Outcome<ConfiguredInstance>> => {
  const instance = (await vault.instances.get(name))?.document;
  if (instance === undefined) {
    return noInstance(name);
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

/** With the lock in hand: who stops protection, or deletes the instance, sees the lock or is seen here. */
export const refuseUnprotected = async (
  vault: Vault,
  name: string,
): Promise<Extract<Outcome<never>, { readonly ok: false }> | undefined> => {
  const state = (await vault.instances.get(name))?.document.state;
  if (state === 'ProtectionConfigured') return undefined;
  if (state === undefined) return noInstance(name);
  return fail(
    'UserErrorInvalidRequest',
    `The backup instance ${name} is not being protected any more: it is in the state ${state}.`,
    ['Resume protection first.'],
  );
};
