// The end of a deleted backup instance: when nothing of its data is left, its documents go, and its data account is free.

import type { Vault } from './vault.ts';

/**
 * Idempotent; whether the instance is gone now. It goes only when its deletion is final, no recovery point or intent is
 * left, and a prune that began afterwards has looked through all of its data account and left nothing; of a volume, when
 * no backup is on record that may have left snapshots in Azure.
 */
export async function forgetIfEmpty(vault: Vault, name: string): Promise<boolean> {
  const stored = await vault.instances.get(name);
  if (stored === undefined) {
    // Somebody who was cut off at the last step may have left it.
    await vault.pruning.remove(name);
    return false;
  }
  const since = stored.document.deletion?.purgingSince;
  if (since === undefined) return false;
  if ((await vault.catalogue.recoveryPointIds(name)).length > 0) return false;
  if ((await vault.deletions.list(name)).length > 0) return false;
  if (stored.document.dataAccountId !== undefined) {
    const { sweptAt, blocked } = (await vault.pruning.get(name)) ?? {};
    if (sweptAt === undefined || sweptAt < since || (blocked?.count ?? 0) > 0) return false;
  } else if ((await vault.runs.list(name)).length > 0) {
    // Of a volume they alone tell what its backups may have left in Azure: the sweep of snapshots goes first.
    return false;
  }
  for (const run of await vault.runs.list(name)) await vault.runs.deleteAll(run);
  for (const id of (await vault.verifications.summaries(name)).keys())
    await vault.verifications.remove(name, id);
  await vault.schedule.remove(name);
  await vault.volumeRequests.remove(name);
  // Before the instance: while that is there, whoever comes here again does the rest.
  await vault.dataAccounts.release(name);
  if ((await vault.instances.remove(stored)) === 'changed') return false;
  await vault.pruning.remove(name);
  return true;
}
