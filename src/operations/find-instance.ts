// Finds a backup instance by its name as Azure does, without regard to case; documents keep the case of the first PUT.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { Vault } from '../vault/vault.ts';

/** One that is deleted is not there: see delete-instance.ts. */
export async function findInstance(vault: Vault, name: string): Promise<BackupInstance | undefined> {
  const found = await findAnyInstance(vault, name);
  return found?.state === 'SoftDeleted' ? undefined : found;
}

async function findAnyInstance(vault: Vault, name: string): Promise<BackupInstance | undefined> {
  const exact = await vault.instances.get(name);
  if (exact !== undefined) return exact.document;
  const wanted = name.toLowerCase();
  return (await vault.instances.list()).find((instance) => instance.name.toLowerCase() === wanted);
}

export async function requireInstance(vault: Vault, name: string): Promise<Outcome<BackupInstance>> {
  const instance = await findInstance(vault, name);
  if (instance !== undefined) return succeed(instance);
  return fail(
    'UserErrorBackupInstanceNotFound',
    `The vault has no backup instance ${name}.`,
    ['List the backup instances of the vault, or configure protection first.'],
    'backupInstanceName',
  );
}
